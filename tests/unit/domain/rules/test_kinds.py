"""What each kind of rule means, in event time."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from builders.alarm_path import after
from builders.rules import HEAD, a_stream, a_threshold, known, stretches
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName, Subject
from spotter.contracts.readings import Doubt
from spotter.contracts.rules import (
    AverageRule,
    CombinedRule,
    DoseRule,
    DurationRule,
    MixtureRule,
    Part,
    RateRule,
    Schedule,
    StalenessRule,
)
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Recent
from spotter.domain.rules.episodes import episodes

NAN = float("nan")
LOW, MID, TOP = 10.0, 27.0, 40.0
CO = Beyond("co", "ppm", "rising", 30.0)
HOT = Beyond("heat", "", "rising", 1.0)


def named(kind: type[Any], **fields: Any) -> Any:  # noqa: ANN401 - any kind of rule
    return kind(name=RuleName("r"), **(HEAD | fields))


def test_a_threshold_ends_only_when_it_is_inside_by_its_deadband() -> None:
    assert stretches(a_threshold(), a_stream([LOW, TOP, MID, LOW])) == [(60, 180)]


def test_an_on_delay_waits_and_begins_anew_after_a_dip() -> None:
    rule = a_threshold(on_delay_s=120)

    assert stretches(rule, a_stream([TOP, TOP, LOW, TOP, TOP, TOP, TOP, LOW])) == [(300, 420)]


def test_an_off_delay_holds_the_alarm_until_it_was_normal_for_so_long() -> None:
    rule = a_threshold(off_delay_s=120)

    assert stretches(rule, a_stream([TOP, LOW, TOP, LOW, LOW, LOW, LOW])) == [(0, 300)]


def test_a_limit_crossed_again_and_again_is_raised_at_the_third_time() -> None:
    rule = a_threshold(repeats=3, within_s=600)

    assert stretches(rule, a_stream([TOP, LOW] * 2 + [LOW])) == []
    assert stretches(rule, a_stream([TOP, LOW] * 3)) == [(240, 300)]


def test_a_duration_adds_up_over_interruptions() -> None:
    rule = named(
        DurationRule, hazard="co", unit="ppm", direction="rising", limit=30.0, for_s=180.0, within_s=600.0
    )

    assert stretches(rule, a_stream([TOP, TOP, LOW, LOW])) == []
    assert stretches(rule, a_stream([TOP, TOP, LOW, LOW, TOP, LOW, LOW]))[0][0] == 300


def test_a_rate_is_seen_over_the_time_that_the_sensor_needs() -> None:
    rule = named(RateRule, hazard="co", unit="ppm", direction="rising", limit=10.0, deadband=1.0, over_s=60.0)

    assert stretches(rule, a_stream([10.0, 15.0, 20.0, 25.0])) == []
    assert stretches(rule, a_stream([10.0, 15.0, 27.0, 27.0])) == [(120, 180)]


def test_a_twa_divides_by_eight_hours_whatever_was_measured() -> None:
    rule = named(
        AverageRule,
        statistic="twa",
        hazard="co",
        unit="ppm",
        limit=81.25,
        deadband=1.0,
        over_s=28800.0,
        divide_by_s=28800.0,
    )
    shift = [150.0] * 120 + [75.0] * 120 + [50.0] * 240

    assert stretches(rule, a_stream(shift[:-1])) == []
    assert stretches(rule, a_stream(shift)) == [(479 * 60, None)]


def test_a_stel_looks_back_fifteen_minutes_and_ends_when_the_average_falls() -> None:
    rule = named(
        AverageRule, statistic="stel", hazard="co", unit="ppm", limit=30.0, deadband=3.0, over_s=900.0
    )

    (start, end), *_ = stretches(rule, a_stream([0.0] * 15 + [60.0] * 10 + [0.0] * 20))

    assert start == (15 + 7) * 60
    assert end is not None
    assert end > (15 + 10) * 60


def test_too_little_coverage_is_no_estimate_but_what_was_measured_counts() -> None:
    rule = named(
        AverageRule, statistic="stel", hazard="co", unit="ppm", limit=30.0, deadband=3.0, over_s=900.0
    )

    assert stretches(rule, a_stream([100.0, NAN, NAN, 100.0])) == []
    assert stretches(rule, a_stream([300.0, NAN, NAN, 300.0])) == [(180, None)]


def test_a_mixture_adds_what_each_agent_takes_of_its_limit() -> None:
    parts = tuple(Part(name, "ppm", limit) for name, limit in (("a", 1000.0), ("b", 200.0), ("c", 200.0)))
    rule = named(MixtureRule, parts=parts, limit=0.925, deadband=0.01, over_s=60.0)

    assert stretches(rule, a_stream([{"a": 500.0, "b": 45.0, "c": 39.0}])) == []
    assert stretches(rule, a_stream([{"a": 500.0, "b": 45.0, "c": 40.0}])) == [(0, None)]


def test_a_noise_dose_fills_in_its_time() -> None:
    dose: dict[str, Any] = {"criterion_db": 90.0, "criterion_s": 28800.0, "exchange_db": 5.0, "from_db": 80.0}
    rule = named(DoseRule, hazard="noise", unit="dBA", limit=100.0, deadband=1.0, over_s=28800.0, **dose)

    loud = stretches(rule, a_stream([95.0] * 260, hazard="noise"))

    assert loud == [(239 * 60, None)]
    assert stretches(rule, a_stream([79.9] * 480, hazard="noise")) == []


def test_silence_is_an_alarm_and_ends_when_something_is_heard() -> None:
    rule = named(StalenessRule, hazard="co", unit="ppm", after_s=180.0)

    assert stretches(rule, a_stream([LOW, LOW, NAN, NAN, NAN, NAN, LOW])) == [(240, 360)]


@pytest.mark.parametrize(
    ("term", "raised"),
    [
        (AllOf((CO, HOT)), [(180, 240)]),
        (AnyOf((CO, HOT)), [(60, 300)]),
        (AllOf((CO, Not(HOT))), [(60, 180)]),
        (AllOf((HOT, Recent(CO, 60.0))), [(180, 300)]),
        (Held(CO, 120.0), [(180, 240)]),
    ],
    ids=["and", "or", "not", "recent", "held"],
)
def test_terms_join_channels(term: Any, raised: list[tuple[float, float]]) -> None:  # noqa: ANN401 - any term
    rule = named(CombinedRule, scope="device", when=term)
    said = [(LOW, 0.0), (TOP, 0.0), (TOP, 0.0), (TOP, 1.0), (LOW, 1.0), (LOW, 0.0), (LOW, 0.0)]
    both = Not(HOT), CO

    readings = a_stream([{"co": co, "heat": heat} for co, heat in said])
    profile = known(rule, named(CombinedRule, scope="device", when=AllOf(both)))

    found = [
        ((each.start - after(0)).total_seconds(), each.end and (each.end - after(0)).total_seconds())
        for each in episodes([rule], readings, profile)
    ]
    assert found == raised


def test_two_sensors_of_a_zone_are_more_than_one() -> None:
    rule = named(CombinedRule, scope="zone", when=msgspec.structs.replace(CO, count=2))
    alone = a_stream([TOP] * 4, device="a")
    beside = a_stream([LOW, TOP, TOP, LOW], device="b")

    found = episodes([rule], alone + beside, known(rule), subjects=lambda _, __: (Subject("zone~shaft"),))
    lonely = episodes([rule], alone, known(rule), subjects=lambda _, __: (Subject("zone~shaft"),))

    assert [(each.subject, each.start) for each in found] == [("zone~shaft", after(60))]
    assert lonely == []


def test_a_schedule_keeps_to_the_clocks_of_the_site() -> None:
    night = Schedule("Asia/Seoul", "21:00", "21:02")

    assert stretches(a_threshold(schedule=night), a_stream([TOP] * 4)) == [(0, 120)]
    assert stretches(a_threshold(schedule=Schedule("UTC", "21:00", "21:02")), a_stream([TOP] * 4)) == []


@pytest.mark.parametrize("doubt", [Doubt.STUCK, Doubt.CLOCK_SKEW, Doubt.CALIBRATION_OVERDUE])
def test_a_doubted_value_shows_danger_and_never_its_end(doubt: Doubt) -> None:
    doubts = {"co": (doubt,)}
    danger, calm, sound = a_stream([TOP, LOW, LOW])
    doubted = [msgspec.structs.replace(each, doubts=doubts) for each in (danger, calm)]

    assert stretches(a_threshold(), doubted) == [(0, None)]
    assert stretches(a_threshold(), [*doubted, sound]) == [(0, 120)]


def test_a_value_speaks_for_its_time_only_and_then_nothing_is_known() -> None:
    rule = a_threshold(on_delay_s=180, alarm_class=AlarmClass.HIGH)

    assert stretches(rule, a_stream([TOP, NAN, NAN, NAN, NAN, TOP])) == []
