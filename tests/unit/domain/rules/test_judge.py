import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import GAS, PROFILE, TENANT, a_reading, after
from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.readings import Reading
from spotter.domain.rules.judge import evaluate
from spotter.stores.rulebook import rule_pack

PROFILES = {(TENANT, PROFILE, 1): GAS}


def signals_of(*values: float, channel: str = "ch4") -> list[Signal]:
    readings = [a_reading({channel: value}, seq=n, at=after(n)) for n, value in enumerate(values)]
    return evaluate(rule_pack().rules, readings, PROFILES)


def rules_active(*values: float, channel: str = "ch4") -> set[str]:
    return {s.rule for s in signals_of(*values, channel=channel) if isinstance(s, ConditionActive)}


@pytest.mark.parametrize(
    ("channel", "value", "active"),
    [
        ("ch4", 0.99, set()),
        ("ch4", 1.0, {"ch4-high"}),
        ("ch4", 1.5, {"ch4-high", "ch4-very-high"}),
        ("o2", 19.6, set()),
        ("o2", 19.5, {"o2-low"}),
        ("o2", 23.5, {"o2-high"}),
        ("sos", True, {"sos"}),
        ("sos", False, set()),
    ],
)
def test_a_limit_is_reached_at_the_number_that_its_source_names(
    channel: str, value: float, active: set[str]
) -> None:
    assert rules_active(value, channel=channel) == active


def test_the_worst_reading_of_a_batch_is_the_evidence() -> None:
    (active,) = [s for s in signals_of(1.1, 1.4, 1.2) if isinstance(s, ConditionActive)]

    assert active.evidence.value == 1.4
    assert (active.first_at, active.last_at) == (after(0), after(2))


def test_between_limit_and_deadband_nothing_is_said() -> None:
    assert [s for s in signals_of(0.96) if s.rule == "ch4-high"] == []
    assert [type(s) for s in signals_of(0.94) if s.rule == "ch4-high"] == [ConditionNormal]


def test_a_spike_within_a_batch_raises_and_returns() -> None:
    said = [type(s) for s in signals_of(0.2, 1.2, 0.2) if s.rule == "ch4-high"]

    assert said == [ConditionActive, ConditionNormal]


@given(values=st.lists(st.sampled_from([0.2, 0.97, 1.0, 1.2, 2.0]), min_size=1, max_size=4))
def test_the_order_in_which_readings_arrive_changes_nothing(values: list[float]) -> None:
    readings = [a_reading({"ch4": value}, seq=n, at=after(n // 2)) for n, value in enumerate(values)]

    said = [evaluate(rule_pack().rules, list(order), PROFILES) for order in itertools.permutations(readings)]

    assert all(signals == said[0] for signals in said)


def test_every_rule_names_its_source_and_has_a_deadband_inside_its_limit() -> None:
    for rule in rule_pack().thresholds:
        assert rule.source
        assert 0 < rule.deadband < rule.limit


def test_a_unit_that_differs_from_the_rules_is_not_compared() -> None:
    ppm = {"ch4": GAS.channels["ch4"].__class__(type=GAS.channels["ch4"].type, unit="ppm", hazard="ch4")}
    profile = GAS.__class__(tenant=TENANT, name=PROFILE, version=1, channels=ppm)

    assert evaluate(rule_pack().rules, [a_reading({"ch4": 5000})], {(TENANT, PROFILE, 1): profile}) == []


def test_one_gas_head_alone_does_not_end_what_two_look_at() -> None:
    head = GAS.channels["ch4"]
    profiles = {(TENANT, PROFILE, 1): msgspec.structs.replace(GAS, channels={"front": head, "rear": head})}

    def said(*values: dict[str, float]) -> list[type[Signal]]:
        readings = [a_reading(value, seq=n, at=after(n)) for n, value in enumerate(values)]
        signals = evaluate(rule_pack().rules, readings, profiles)
        return [type(signal) for signal in signals if signal.rule == "ch4-high"]

    assert said({"front": 0.1}) == []
    assert said({"front": 0.1, "rear": 0.97}) == []
    assert said({"front": 0.1, "rear": 1.2}) == [ConditionActive]
    assert said({"rear": 0.1}, {"front": 0.1}) == [ConditionNormal]


def test_a_suspect_reading_shows_danger_and_never_its_end() -> None:
    calm, gas = a_reading({"ch4": 0.1}), a_reading({"ch4": 3.0}, seq=2, at=after(1))

    def said(*suspects: Reading) -> list[type[Signal]]:
        signals = evaluate(rule_pack().rules, [], PROFILES, suspects=suspects)
        return [type(signal) for signal in signals if signal.rule == "ch4-high"]

    assert said(calm) == []
    assert said(gas) == [ConditionActive]
