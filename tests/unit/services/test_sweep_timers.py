"""A timer that runs out although its device fell silent raises its alarm in time, and once."""

from __future__ import annotations

import msgspec
import pytest

from builders.alarm_path import DEVICE, SITE, TENANT, after
from builders.rules import a_threshold
from builders.timers import CALM, CANCELLED, FALL, FALLEN, STILL, Timers
from spotter.contracts.alarms import ConditionActive, ConditionNormal
from spotter.contracts.names import subject_of
from spotter.domain.rules.timed import About
from spotter.ports.records import Write
from spotter.stores.dues import Dues
from spotter.stores.memories import Memories
from spotter.stores.rulebook import in_packs


def a_fall(*, arrived: float | None = None) -> Timers:
    site = Timers()
    site.hear(0, CALM, arrived=arrived)
    site.hear(5, FALLEN, arrived=None if arrived is None else arrived + 5)
    return site


def test_a_fall_after_which_the_device_is_dead_is_raised_when_its_cancel_window_is_over() -> None:
    site = a_fall()

    assert site.at(34) == []
    site.now = after(34.5)
    swept = site.sweep(lasts_s=10)

    assert (swept.signals, swept.left) == (1, False)
    (signal,) = site.signals()
    assert isinstance(signal, ConditionActive)
    assert (signal.rule, signal.first_at, signal.alarm_class) == ("lone-fall", after(35), "life-safety")


def test_it_pages_within_ten_seconds_of_the_timeout_and_is_one_alarm_however_often_it_is_swept() -> None:
    site = a_fall()

    for second in range(6, 200):
        site.now = after(second)
        site.sweep()
        if site.alarms():
            break

    assert second <= 35 + 10
    assert {page.address for page in site.pager.outbox}
    pages = len(site.pager.outbox)
    assert site.at(300) == site.at(301) == []
    assert len(site.alarms()) == 1
    assert len(site.pager.outbox) == pages


def test_what_was_cancelled_in_time_is_never_raised() -> None:
    site = a_fall()
    site.hear(20, CANCELLED)
    site.hear(25, CALM)

    assert [site.at(second) for second in (38, 60, 90, 200)] == [[]] * 4


def test_who_goes_on_speaking_is_judged_by_that_and_not_twice() -> None:
    site = a_fall()
    for second in range(10, 60, 5):
        site.hear(second, STILL)
        site.sweep()

    (alarm,) = site.alarms()
    assert (alarm.raised_at, alarm.occurrence) == (after(35), 1)


def test_a_cancel_that_arrives_late_ends_nothing_silently_and_later_motion_only_the_danger() -> None:
    site = a_fall()
    site.now = after(39)
    site.sweep()
    assert [alarm.active for alarm in site.alarms()] == [True]

    site.hear(20, CANCELLED, arrived=50)
    site.hear(25, CALM, arrived=55)
    assert [alarm.active for alarm in site.alarms()] == [True]

    site.hear(60, CALM)
    (alarm,) = site.alarms()
    assert (alarm.active, alarm.is_open, alarm.occurrence) == (False, True, 1)
    assert site.pager.outbox


@pytest.mark.parametrize("behind", [-60.0, 100.0, 7_200.0])
def test_a_clock_that_is_wrong_lets_no_timer_run_out_early_or_late(behind: float) -> None:
    site = Timers()
    site.now = after(behind)
    site.hear(0, CALM, arrived=behind)
    site.hear(5, FALLEN, arrived=behind + 5)

    assert site.at(behind + 34) == []
    assert len(site.at(behind + 39)) == 1


def test_a_sweep_that_was_late_by_hours_still_finds_what_was_due() -> None:
    site = a_fall()
    site.at(6)

    assert len(site.at(3 * 3600)) == 1


def test_an_index_entry_or_a_memory_that_cannot_be_read_keeps_nobody_else_from_being_looked_at() -> None:
    site = a_fall()
    (entry,) = Dues(site.trails).open_in(TENANT, int(after(38).timestamp()) // 60)
    broken = entry.key._replace(sort="0")
    site.trails.put(Write(broken, "{", None))

    assert len(site.at(40)) == 1


def test_dues_are_written_when_they_change_and_not_with_every_reading() -> None:
    site = a_fall()
    for second in range(6, 30):
        site.hear(second, STILL)

    minute = int(after(0).timestamp()) // 60
    found = [entry for each in range(minute, minute + 3) for entry in Dues(site.trails).open_in(TENANT, each)]
    assert [entry.due.at for entry in found] == [int(after(35).timestamp() * 1000)]
    about = About(TENANT, SITE, subject_of("device", DEVICE))
    remembered = Memories(site.trails).get_many([about])[about].document
    assert remembered.dues == (found[0].due.at,)


@pytest.mark.parametrize(
    ("rule", "waits_s", "before"),
    [("lone-no-motion", 150, STILL), ("lone-missed-check-in", 3640, CALM | {"check_in": 1.0})],
)
def test_other_timers_run_out_in_silence_too(rule: str, waits_s: float, before: dict[str, float]) -> None:
    chosen = tuple(each for each in in_packs(["lone-worker"]) if each.name == rule)
    site = Timers(*chosen)
    values = {"motion": 0.0, "speed": 0.0, "cancel": 0.0, "check_in": 0.0} | before
    known = site.registry.profile(TENANT, site.registry.device(TENANT, DEVICE).document.profile, 1).channels
    said = {name: value for name, value in values.items() if name in known}
    calm = said | ({"check_in": 0.0} if "check_in" in said else {})
    site.hear(0, said)
    for second in range(10, int(waits_s) - 20, 10):
        site.hear(second, calm)

    fired = [second for second in range(int(waits_s) - 20, int(waits_s) + 20) if site.at(second)]

    assert fired
    assert waits_s <= fired[0] <= waits_s + 10


@pytest.mark.parametrize("other", ["co", "speed"])
def test_only_a_device_that_could_check_in_misses_a_check_in(other: str) -> None:
    missed = tuple(rule for rule in in_packs(["lone-worker"]) if rule.name == "lone-missed-check-in")
    unit = {"co": "ppm", "speed": "km/h"}[other]
    rule = a_threshold("slow", hazard=other, unit=unit, limit=90.0, on_delay_s=600.0)
    without, having = Timers(*missed, rule, carries=(rule,)), Timers(*missed, rule)
    for site in (without, having):
        site.hear(0, {other: 1.0})

    assert without.at(4000) == []
    assert [signal.rule for signal in having.at(4000)] == ["lone-missed-check-in"]


def test_what_a_sweep_says_ends_nothing() -> None:
    site = a_fall()

    assert not [signal for signal in site.at(400) if isinstance(signal, ConditionNormal)]


def test_rules_that_a_site_gave_up_are_not_swept() -> None:
    site = a_fall()
    stored = site.registry.rule_sets.get(TENANT, SITE)
    assert stored is not None
    choice = msgspec.structs.replace(stored.document.choice, rules=())
    site.registry.rule_sets.put(
        msgspec.structs.replace(stored.document, version=2, choice=choice), expected=stored.version, new=True
    )

    assert site.at(60) == []
    assert FALL
