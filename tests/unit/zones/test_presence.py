"""Entering, leaving, staying too long; schedules, permits, levels, machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders.zones import KIM, LEE, NOON, a_fix, a_zone
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName
from spotter.contracts.zones import Around, Movement, Permit, Weekly, Zone, ZoneKind
from spotter.domain.zones.presence import Presence, presence
from spotter.domain.zones.watching import Somebody, chances, signals, watched

HELMET, CRANE = DeviceName("helmet-7"), DeviceName("crane-1")
WHO = Somebody(HELMET, KIM)
IN, OUT = 0.0, 100.0


def nowhere(_machine: DeviceName, _fix: Fix) -> Fix | None:
    return None


def followed(zone: Zone, *fixes: Fix, who: Somebody = WHO) -> Presence:
    return presence(zone, chances(zone, who, fixes, nowhere))


def walk(*easts: float) -> list[Fix]:
    return [a_fix(east, at=10.0 * step) for step, east in enumerate(easts)]


def movements(here: Presence) -> list[Movement]:
    return [event.movement for event in here.events if event.movement is not Movement.DWELT]


def test_somebody_enters_with_one_fix_and_leaves_with_three() -> None:
    here = followed(a_zone(), *walk(OUT, IN, OUT, OUT, OUT))

    assert movements(here) == [Movement.ENTERED, Movement.LEFT]
    assert here.events[-1].at == NOON + timedelta(seconds=40)


def test_two_fixes_outside_are_no_proof_of_having_left() -> None:
    assert movements(followed(a_zone(), *walk(IN, OUT, OUT, IN, OUT, OUT))) == [Movement.ENTERED]


def test_on_the_line_nobody_goes_in_and_out() -> None:
    here = followed(a_zone(), *walk(OUT, *[19.5, 20.5] * 20))

    assert movements(here) == [Movement.ENTERED]


@pytest.mark.parametrize(
    ("alarm_class", "entered"), [(AlarmClass.LIFE_SAFETY, True), (AlarmClass.HIGH, False)]
)
def test_a_life_safety_zone_takes_a_small_chance_for_entering(
    alarm_class: AlarmClass, *, entered: bool
) -> None:
    near = a_fix(21.0, accuracy_m=2.0)

    assert (followed(a_zone(alarm_class=alarm_class), near).since is not None) is entered


def test_a_stay_is_an_alarm_when_it_is_longer_than_the_zone_allows() -> None:
    zone = a_zone(dwell_s=25.0)

    assert signals(zone, WHO, followed(zone, *walk(IN, IN, IN))) == []
    (signal,) = signals(zone, WHO, followed(zone, *walk(IN, IN, IN, IN)))
    assert isinstance(signal, ConditionActive)
    assert signal.first_at == NOON + timedelta(seconds=25)


def test_having_left_ends_it_and_never_having_been_there_ends_it_too() -> None:
    for fixes in (walk(IN, OUT, OUT, OUT), walk(OUT)):
        (signal,) = signals(a_zone(), WHO, followed(a_zone(), *fixes))
        assert isinstance(signal, ConditionNormal)


def test_a_muster_zone_alarms_nobody() -> None:
    zone = a_zone(kind=ZoneKind.MUSTER)

    assert signals(zone, WHO, followed(zone, *walk(IN))) == []


def test_the_alarm_is_about_the_worker_and_about_the_device_where_nobody_is_known() -> None:
    here = followed(a_zone(), *walk(IN))

    subjects = [signals(a_zone(), who, here)[0].subject for who in (WHO, Somebody(HELMET))]
    assert subjects == ["worker~kim", "helmet-7"]


def test_a_permit_counts_for_its_holder_and_its_time_only() -> None:
    zone = a_zone(permits=(Permit(KIM, NOON, NOON + timedelta(seconds=15), "P-1"),))

    assert followed(zone, *walk(IN, IN)).since is None
    assert followed(zone, *walk(IN, IN), who=Somebody(HELMET, LEE)).since is not None
    assert followed(zone, *walk(IN, IN, IN)).since is not None


@pytest.mark.parametrize(
    ("span", "inside"),
    [
        (Weekly((2,), "11:00", "13:00"), True),
        (Weekly((3,), "11:00", "13:00"), False),
        (Weekly((2,), "12:30", "13:00"), False),
        (Weekly((2,), "22:00", "12:30"), False),
        (Weekly((1,), "22:00", "12:30"), True),
    ],
)
def test_a_zone_is_watched_while_it_is_in_force(span: Weekly, *, inside: bool) -> None:
    """Noon of 24 November 2026 is a Tuesday."""
    zone = a_zone(schedule=(span,))

    assert (followed(zone, *walk(IN)).since is not None) is inside


def test_the_schedule_is_in_the_sites_own_time() -> None:
    zone = a_zone(schedule=(Weekly((2,), "20:30", "21:30"),), time_zone="Asia/Seoul")

    assert followed(zone, *walk(IN)).since is not None


def test_on_another_level_nobody_is_inside() -> None:
    zone = a_zone(level=3)

    assert followed(zone, a_fix(IN, level=2)).since is None
    assert followed(zone, a_fix(IN, level=3)).since is not None
    assert followed(zone, a_fix(IN, level=None)).since is not None


def test_a_zone_moves_with_its_machine() -> None:
    zone = a_zone(shape=Around(CRANE, 10.0))
    track = {0.0: a_fix(0.0, at=0), 60.0: a_fix(200.0, at=60)}

    def crane(_: DeviceName, fix: Fix) -> Fix | None:
        return min(track.values(), key=lambda each: abs(each.at - fix.at))

    beside, left_behind = a_fix(5.0, at=0), a_fix(5.0, at=60)
    assert [round(each.chance) for each in chances(zone, WHO, [beside, left_behind], crane)] == [1, 0]


def test_a_machine_whose_place_is_not_known_neither_begins_an_alarm_nor_ends_one() -> None:
    zone = a_zone(shape=Around(CRANE, 10.0))
    stale = a_fix(0.0, at=-600)

    assert list(chances(zone, WHO, walk(IN, IN), lambda *_: stale)) == []
    assert signals(zone, WHO, presence(zone, [])) == []


def test_nobody_is_in_the_zone_around_their_own_machine() -> None:
    zone = a_zone(shape=Around(CRANE, 10.0))

    assert watched([zone], Somebody(CRANE), walk(IN), lambda _, fix: fix) == {}
