"""A rule that cannot work is refused, and the refusal names the field and says why."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from builders.rules import HEAD, a_threshold
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.rules import Carried, CombinedRule, DurationRule, MixtureRule, Part, RateRule, Rule
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Recent, Term
from spotter.domain.rules.checks import faults

NUMBER = ChannelType.NUMBER
CHANNELS = (
    Channel(NUMBER, unit="ppm", hazard="co", minimum=0, maximum=500, t90_s=30.0),
    Channel(NUMBER, unit="ppm", hazard="h2s", minimum=0, maximum=100),
    Channel(NUMBER, unit="%", hazard="o2", minimum=0, maximum=25),
)
CO = Beyond("co", "ppm", "rising", 30.0)
O2 = Beyond("o2", "%", "falling", 19.5)


def combined(when: Term) -> CombinedRule:
    return CombinedRule(name=RuleName("joined"), scope="device", when=when, **HEAD)


def a_rate(**changes: float) -> RateRule:
    fields: dict[str, Any] = {"limit": 10.0, "deadband": 1.0, "over_s": 60.0} | changes
    return RateRule(name=RuleName("steep"), hazard="co", unit="ppm", direction="rising", **fields, **HEAD)


def a_duration(**changes: float) -> DurationRule:
    fields: dict[str, Any] = {"limit": 30.0, "for_s": 60.0, "within_s": 600.0} | changes
    return DurationRule(name=RuleName("long"), hazard="co", unit="ppm", direction="rising", **fields, **HEAD)


SOUND: tuple[Rule, ...] = (a_threshold(), a_rate(), a_duration(), combined(Held(CO, 30.0)))
LIFE = {"alarm_class": AlarmClass.LIFE_SAFETY}
REFUSED: tuple[tuple[Rule, str, str], ...] = (
    (a_threshold(hazard="radon"), "hazard", "no channel carries the hazard radon"),
    (a_threshold(unit="%"), "unit", "co is measured in ppm, not in %"),
    (combined(Beyond("co", "bar", "rising", 1.0)), "unit", "co is measured in ppm"),
    (combined(AllOf((CO, Beyond("co", "%", "rising", 1.0)))), "unit", "mixed units"),
    (combined(Beyond("radon", "ppm", "rising", 1.0)), "when", "no channel carries"),
    (combined(Held(CO, 0.0)), "when.for_s", "more than nothing"),
    (combined(Recent(CO, 0.0)), "when.within_s", "more than nothing"),
    (combined(AllOf(())), "when.of", "at least one term"),
    (combined(Held(Not(CO), 60.0)), "about", "say which of co a device must carry"),
    (combined(AnyOf((CO, Not(O2)))), "about", "say which of co, o2"),
    (
        msgspec.structs.replace(combined(CO), about=(Carried("o2", "%"),)),
        "about",
        "does not look at o2 in %",
    ),
    (a_threshold(limit=501.0, deadband=1.0), "limit", "they end at 500"),
    (a_threshold(direction="falling", limit=-1.0, deadband=0.5), "limit", "they begin at 0"),
    (a_threshold(limit=4.0, deadband=5.0), "deadband", "never be normal again"),
    (a_rate(over_s=10.0), "over_s", "takes 30 s to show 90 %"),
    (a_rate(over_s=0.0), "over_s", "more than nothing"),
    (a_duration(for_s=900.0), "for_s", "never be beyond its limit for longer"),
    (a_threshold(limit=math.nan), "limit", "no number"),
    (a_threshold(deadband=-1.0), "deadband", "not be negative"),
    (msgspec.structs.replace(a_threshold(on_delay_s=5.0), **LIFE), "on_delay_s", "never waits"),
    (msgspec.structs.replace(a_threshold(repeats=2, within_s=60.0), **LIFE), "repeats", "never waits"),
    (msgspec.structs.replace(a_duration(), **LIFE), "for_s", "never waits"),
    (a_threshold(repeats=2), "within_s", "within what time"),
    (msgspec.structs.replace(a_threshold(), source=" "), "source", "without a source"),
    (a_threshold("Model-1"), "name", "slug"),
    (a_threshold("model-1"), "name", "slug"),
    (
        MixtureRule(
            name=RuleName("mixed"),
            parts=(Part("co", "ppm", 30.0), Part("co", "%", 1.0)),
            limit=1.0,
            deadband=0.1,
            over_s=900.0,
            **HEAD,
        ),
        "unit",
        "mixed units",
    ),
)


def test_sound_rules_have_no_fault() -> None:
    assert faults(SOUND, CHANNELS) == []


@pytest.mark.parametrize(("rule", "field", "why"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_rule_that_cannot_work_names_the_field_and_why(rule: Rule, field: str, why: str) -> None:
    found = faults([*SOUND[1:3], rule] if rule.name not in {"steep", "long"} else [rule], CHANNELS)

    assert {each.rule for each in found} == {rule.name}
    assert [each for each in found if each.field == field and why in each.sentence]


def test_limits_that_contradict_each_other_leave_no_value_normal() -> None:
    low = a_threshold("o2-low", hazard="o2", unit="%", direction="falling", limit=19.5, deadband=0.5)
    high = a_threshold("o2-high", hazard="o2", unit="%", limit=20.0, deadband=0.5)

    (fault,) = faults([low, high], CHANNELS)

    assert (fault.rule, fault.field) == ("o2-high", "limit")
    assert "o2-low" in fault.sentence


def test_two_rules_of_one_name_are_refused() -> None:
    assert [each.field for each in faults([a_threshold(), a_threshold()], CHANNELS)] == ["name"]


def test_more_rules_than_are_taken_are_refused_at_once() -> None:
    many = [a_threshold(f"co-{number}") for number in range(501)]

    assert [each.field for each in faults(many, CHANNELS)] == ["rules"]
