"""A limit of 180 less the age is that of whoever wore the device when each value was measured.

Source of 180 - age: https://www.cdc.gov/niosh/nioshtic-2/20022478.html
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec
import pytest

from builders.alarm_path import NOON, SITE, TENANT
from builders.rules import HEAD, a_stream, known
from spotter.contracts.alarms import AlarmClass, ConditionActive
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.readings import Reading
from spotter.contracts.rules import DurationRule, LessAge, Rule, ThresholdRule
from spotter.domain.exposure.arithmetic import heart_rate_limit
from spotter.domain.rules.ages import UNKNOWN, Ages, WornBy
from spotter.domain.rules.checks import faults
from spotter.domain.rules.episodes import episodes
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.sentences import explain
from spotter.domain.rules.strictness import in_force
from spotter.domain.rules.taking import milliseconds
from spotter.domain.rules.timed import About, TimedJudge
from spotter.stores.rulebook import in_packs

HEART = DurationRule(
    name=RuleName("heart"),
    hazard="heart_rate",
    unit="bpm",
    direction="rising",
    limit=140.0,
    for_s=180.0,
    within_s=300.0,
    less_age=LessAge(of=180.0, unknown=40),
    **HEAD,
)
ABOUT = About(TENANT, SITE, subject_of("device", "d"))
START = milliseconds(NOON)
OLD, YOUNG = 1966, 2006
"""60 and 20 in the year of these readings: limits of 120 and 160."""


def worn(*born: int, minutes: int = 10) -> Ages:
    """The device goes from hand to hand."""
    edges = [START + n * minutes * 60_000 for n in range(len(born))] + [sys.maxsize]
    return {"d": [WornBy(edges[n], edges[n + 1], each) for n, each in enumerate(born)]}


def beating(*rates: float) -> list[Reading]:
    """A value a minute."""
    return a_stream(rates, hazard="heart_rate")


def raised(readings: Sequence[Reading], ages: Ages) -> list[tuple[float, float]]:
    """When it is raised, and the worst heart rate that was seen."""
    found = episodes([HEART], readings, known(HEART), ages=ages)
    return [((each.start - NOON).total_seconds(), each.worst) for each in found]


def limits(readings: Sequence[Reading], ages: Ages, rule: Rule = HEART) -> set[float]:
    """The limits that signals of danger name."""
    judge, memory = TimedJudge([rule]), Memory()
    judge.take(memory, readings, known(rule))
    said = judge.signals(ABOUT, memory, readings, ages)
    return {each.evidence.limit for each in said if isinstance(each, ConditionActive)}


@pytest.mark.parametrize(("born", "rate"), [(OLD, 121.0), (YOUNG, 161.0)])
def test_the_limit_is_that_of_the_wearer(born: int, rate: float) -> None:
    age = NOON.year - born

    assert raised(beating(*[rate] * 5), worn(born)) == [(180, rate)]
    assert limits(beating(*[rate] * 5), worn(born)) == {heart_rate_limit(age)}
    assert raised(beating(*[rate - 2] * 5), worn(born)) == []


def test_where_no_age_is_known_the_limit_is_that_of_the_pack() -> None:
    assert raised(beating(*[141.0] * 5), UNKNOWN) == [(180, 141.0)]
    assert raised(beating(*[139.0] * 5), UNKNOWN) == []
    assert limits(beating(*[141.0] * 5), {"other": worn(OLD)["d"]}) == {140.0}


def test_one_device_is_judged_by_whoever_wore_it_at_the_moment() -> None:
    rates = beating(*[130.0] * 20)

    assert raised(rates, worn(YOUNG, OLD)) == [(600 + 180, 130.0)]
    assert raised(rates, worn(OLD, YOUNG)) == [(180, 130.0)]
    assert raised(rates, worn(YOUNG, YOUNG)) == []


def test_somebody_is_a_year_older_from_new_year_on_by_the_stricter_of_two_ages() -> None:
    eve = [
        msgspec.structs.replace(each, at=each.at.replace(month=12, day=31, hour=22) + (each.at - NOON))
        for each in beating(*[120.0] * 4)
    ]
    morning = [
        msgspec.structs.replace(
            each, at=each.at.replace(year=NOON.year + 1, month=1, day=1), seq=each.seq + 50
        )
        for each in beating(*[119.5] * 4)
    ]

    assert raised(eve, worn(OLD + 1)) == []
    assert [value for _, value in raised(morning, worn(OLD))] == [119.5]


def test_a_threshold_by_age_is_judged_over_time_and_ends_by_its_own_deadband() -> None:
    (rule,) = (each for each in in_packs(["instrument-defaults"]) if each.name == "heart-rate-high")
    assert isinstance(rule, ThresholdRule)
    assert not rule.instant
    rates = a_stream([130.0, 121.0, 119.0, 117.0], hazard="heart_rate_5min")

    found = episodes([rule], rates, known(rule), ages=worn(OLD))

    assert [(each.start, each.end) for each in found] == [(NOON, rates[3].at)]
    assert limits(rates[:1], worn(OLD), rule) == {120.0}
    assert episodes([rule], rates, known(rule)) == []


def test_a_rule_by_age_that_cannot_work_is_refused_by_its_field() -> None:
    channels = [Channel(ChannelType.NUMBER, unit="bpm", hazard="heart_rate")]
    wrong = {
        "limit": msgspec.structs.replace(HEART, limit=150.0),
        "less_age": msgspec.structs.replace(HEART, direction="falling"),
        "for_s": msgspec.structs.replace(HEART, alarm_class=AlarmClass.LIFE_SAFETY),
    }

    assert faults([HEART], channels) == []
    assert {field: faults([rule], channels)[0].field for field, rule in wrong.items()} == {
        field: field for field in wrong
    }


def test_limits_by_age_are_told_in_words_and_stand_beside_fixed_ones() -> None:
    fixed = msgspec.structs.replace(HEART, name=RuleName("fixed"), limit=135.0, less_age=None)

    assert "180 bpm less the wearer's age, 40 where it is not known" in explain(HEART)
    assert {rule.name for rule in in_force([[HEART], [fixed]])} == {"heart", "fixed"}
