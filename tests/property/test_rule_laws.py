"""Rules in event time: a pure function of the set of readings, whatever order, batches and repeats."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarm_path import NOON, SITE, TENANT
from builders.rules import HEAD, a_stream, a_threshold, known
from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import AverageRule, CombinedRule, DurationRule, RateRule, Rule
from spotter.contracts.terms import AllOf, Beyond, Held, Not, Pending, Recent
from spotter.domain.rules.episodes import episodes
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.rules.timed import About, TimedJudge

PERMUTATIONS = int(os.environ.get("SPOTTER_RULE_PERMUTATIONS", "6"))
CO, HEAT = Beyond("co", "ppm", "rising", 30.0), Beyond("heat", "", "rising", 1.0)
RULES: tuple[Rule, ...] = (
    a_threshold("instant"),
    a_threshold("slow", on_delay_s=300, off_delay_s=120),
    a_threshold("often", repeats=3, within_s=1800),
    DurationRule(
        name=RuleName("long"),
        hazard="co",
        unit="ppm",
        direction="rising",
        limit=30.0,
        for_s=600.0,
        within_s=1800.0,
        **HEAD,
    ),
    RateRule(
        name=RuleName("steep"),
        hazard="co",
        unit="ppm",
        direction="rising",
        limit=8.0,
        deadband=2.0,
        over_s=120.0,
        **HEAD,
    ),
    AverageRule(
        name=RuleName("stel"),
        statistic="stel",
        hazard="co",
        unit="ppm",
        limit=30.0,
        deadband=3.0,
        over_s=900.0,
        **HEAD,
    ),
    AverageRule(
        name=RuleName("twa"),
        statistic="twa",
        hazard="co",
        unit="ppm",
        limit=15.0,
        deadband=1.0,
        over_s=28800.0,
        divide_by_s=28800.0,
        **HEAD,
    ),
    CombinedRule(
        name=RuleName("joined"),
        scope="device",
        when=AllOf((Held(CO, 120.0), Not(Recent(HEAT, 300.0)))),
        **HEAD,
    ),
    CombinedRule(name=RuleName("pending"), scope="device", when=Pending(CO, HEAT, 240.0, 300.0), **HEAD),
)
PROFILES: dict[ProfileKey, Profile] = known(*RULES)
ABOUT = About(TENANT, SITE, subject_of("device", "d"))


def a_day(seed: int, *, minutes: int = 1440) -> list[Reading]:
    """A day of minutes in which CO comes and goes, with gaps and a button."""
    random, level, said = Random(seed), 5.0, []  # noqa: S311 - a simulation, not a secret
    for _ in range(minutes):
        if random.random() < 0.08:
            level = random.choice([2.0, 8.0, 27.0, 33.0, 60.0])
        missing = random.random() < 0.05
        co = float("nan") if missing else round(random.gauss(level, 2), 2)
        said.append({"co": co, "heat": float(random.random() < 0.01)})
    return a_stream(said)


def shuffled(readings: list[Reading], seed: int) -> list[Reading]:
    """The readings in another order, every twentieth twice."""
    random = Random(seed)  # noqa: S311 - a simulation, not a secret
    mixed = [*readings, *random.sample(readings, len(readings) // 20)]
    random.shuffle(mixed)
    return mixed


def test_permutations_with_duplicates_give_byte_identical_episodes() -> None:
    readings = a_day(1)
    expected = msgspec.json.encode(episodes(RULES, readings, PROFILES))

    for seed in range(PERMUTATIONS):
        assert msgspec.json.encode(episodes(RULES, shuffled(readings, seed), PROFILES)) == expected

    assert {each.rule for each in episodes(RULES, readings, PROFILES)} == {rule.name for rule in RULES}


@pytest.mark.parametrize("seed", range(4))
def test_however_a_day_is_cut_into_batches_the_same_is_remembered(seed: int) -> None:
    judge = TimedJudge(RULES)
    late = 10  # readings that overtake each other by less than what is kept for lateness
    readings = a_day(2, minutes=720)
    order = sorted(range(len(readings)), key=lambda n: (n + Random(f"{seed}/{n}").uniform(0, late), n))  # noqa: S311
    mixed = [readings[n] for n in order]
    whole, parts = Memory(), Memory()

    judge.take(whole, readings, PROFILES)
    for cut in range(0, len(mixed), 37):
        judge.take(parts, mixed[cut : cut + 37], PROFILES)
        judge.take(parts, mixed[cut : cut + 5], PROFILES)
        parts = msgspec.json.decode(msgspec.json.encode(judge.pruned(parts)), type=Memory)

    assert msgspec.json.encode(judge.pruned(parts)) == msgspec.json.encode(judge.pruned(whole))


@cache
def live(*, batch: int) -> list[Signal]:
    """What is said while ten hours of readings come in order, a batch at a time."""
    readings = a_day(3, minutes=600)
    judge, memory, said = TimedJudge(RULES), Memory(), list[Signal]()
    for cut in range(0, len(readings), batch):
        part = readings[cut : cut + batch]
        judge.take(memory, part, PROFILES)
        said += judge.signals(ABOUT, memory, part)
        memory = judge.pruned(memory)
    return said


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.name != "instant"], ids=lambda r: r.name)
@pytest.mark.parametrize("batch", [1, 45])
def test_what_is_said_live_in_order_is_what_is_settled(rule: Rule, batch: int) -> None:
    readings = a_day(3, minutes=600)
    settled = [each for each in episodes(RULES, readings, PROFILES) if each.rule == rule.name]

    said = [signal for signal in live(batch=batch) if signal.rule == rule.name]

    active = [signal for signal in said if isinstance(signal, ConditionActive)]
    assert settled
    assert {each.start for each in settled} <= {signal.first_at for signal in active}
    for danger in active:
        assert any(each.start <= danger.first_at <= each.last_active for each in settled)
    for calm in [signal for signal in said if isinstance(signal, ConditionNormal)]:
        assert not [each for each in settled if each.start <= calm.at <= each.last_active]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_any_values_in_any_order_make_the_same_episodes(values: list[float], random: Random) -> None:
    readings = a_stream([{"co": value, "heat": float(value > 90)} for value in values])
    mixed = [*readings, *readings[:3]]
    random.shuffle(mixed)

    assert episodes(RULES, mixed, PROFILES) == episodes(RULES, readings, PROFILES)


def test_of_readings_with_one_name_the_one_that_arrived_first_stands() -> None:
    (true,) = a_stream([40.0])
    forged = msgspec.structs.replace(true, arrived=true.arrived + timedelta(hours=1), values={"co": 0.0})

    found = [episodes(RULES[:1], rows, PROFILES) for rows in ([true, forged], [forged, true])]

    assert found[0] == found[1]
    assert [(each.start, each.worst) for each in found[0]] == [(NOON, 40.0)]


def test_no_live_signal_is_older_than_the_batch_that_it_is_about_lets_it_be() -> None:
    """Old danger says so itself: its last moment and its act-by limit are what paging decides by."""
    judge, memory = TimedJudge(RULES), Memory()
    old, new = a_stream([60.0] * 30), a_stream([5.0] * 30)
    new = [msgspec.structs.replace(r, at=r.at + timedelta(hours=6), seq=r.seq + 1000) for r in new]
    judge.take(memory, new, PROFILES)
    judge.take(memory, old, PROFILES)

    said = judge.signals(ABOUT, memory, old)

    active = [signal for signal in said if isinstance(signal, ConditionActive)]
    assert all(signal.last_at < NOON + timedelta(hours=1) for signal in active if signal.rule != "twa")
