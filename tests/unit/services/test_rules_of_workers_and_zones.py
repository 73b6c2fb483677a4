"""Rules over all devices of a worker, and over the sensors of a zone, are judged live and in event time."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations
from random import Random

import msgspec
import pytest

from builders.alarm_path import DEVICE, NOON, SITE, TENANT, a_device, after
from builders.rules import HEAD
from builders.timers import Timers
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, RuleName, WorkerName, ZoneName, subject_of
from spotter.contracts.rules import CombinedRule, Rule
from spotter.contracts.terms import AllOf, Beyond, Pending
from spotter.contracts.whereabouts import Whereabouts
from spotter.domain.rules.timed import About
from spotter.services.find_subjects import READ_AGAIN
from spotter.stores.assignments import Assignments
from spotter.stores.documents import Stored
from spotter.stores.memories import Memories, Remembered
from spotter.stores.whereabouts import LastZones

OTHER, THIRD = DeviceName("longwall-2"), DeviceName("longwall-3")
KIM, LEE = WorkerName("kim"), WorkerName("lee")
STILL, HEART = Beyond("motion", "", "falling", 0.0), Beyond("heart", "bpm", "falling", 40.0)
NEVER = Beyond("cancel", "", "rising", 1.0)
MAN_DOWN = CombinedRule(
    name=RuleName("man-down"),
    scope="worker",
    when=Pending(of=AllOf((STILL, HEART)), for_s=20.0, unless=NEVER, again_s=30.0),
    **HEAD,
)
TWO_OF_THREE = CombinedRule(
    name=RuleName("gas-voted"),
    scope="zone",
    when=Beyond("co", "ppm", "rising", 30.0, count=2),
    **HEAD,
)


def a_site(*rules: Rule) -> Timers:
    site = Timers(*rules)
    site.registry.put_device(a_device(THIRD), expected=None)
    return site


def wears(
    site: Timers, device: DeviceName, worker: WorkerName | None, since: datetime, number: int = 1
) -> None:
    statement = Assignment(
        tenant=TENANT,
        device=device,
        worker=worker,
        valid_from=since,
        valid_until=None,
        recorded_at=since,
        by="kim",
        number=number,
    )
    Assignments(site.records).add(statement)


def installed(site: Timers, device: DeviceName, zone: str) -> None:
    stored = site.registry.device(TENANT, device)
    site.registry.put_device(
        msgspec.structs.replace(stored.document, tags=(f"zone-{zone}",)), expected=stored.version
    )


def raised(site: Timers) -> list[tuple[str, str, datetime]]:
    return [
        (each.rule, each.subject, each.first_at)
        for each in site.signals()
        if isinstance(each, ConditionActive) and each.rule in {MAN_DOWN.name, TWO_OF_THREE.name}
    ]


def test_a_man_down_rule_joins_what_two_devices_of_one_worker_say() -> None:
    site = a_site(MAN_DOWN)
    for device in (DEVICE, OTHER):
        wears(site, device, KIM, NOON)
    for second in range(0, 40, 5):
        site.hear(second, {"motion": 0.0})
        site.hear(second + 1, {"heart": 30.0}, device=OTHER)

    (alarm,) = site.alarms()
    assert (alarm.subject, alarm.raised_at) == (subject_of("worker", KIM), after(21))


def test_devices_of_two_workers_are_not_joined_nor_those_that_nobody_wears() -> None:
    site = a_site(MAN_DOWN)
    wears(site, DEVICE, KIM, NOON)
    wears(site, OTHER, LEE, NOON)
    for second in range(0, 60, 5):
        site.hear(second, {"motion": 0.0})
        site.hear(second + 1, {"heart": 30.0}, device=OTHER)
        site.hear(second + 2, {"heart": 30.0}, device=THIRD)

    assert site.alarms() == []
    assert site.at(200) == []


def test_who_wore_it_when_it_was_measured_counts_and_not_who_wears_it_now() -> None:
    site = a_site(MAN_DOWN)
    wears(site, DEVICE, KIM, NOON)
    wears(site, OTHER, KIM, NOON)
    wears(site, OTHER, LEE, after(60), number=2)
    site.now = after(60) + READ_AGAIN
    for second in range(0, 40, 5):
        site.hear(second, {"motion": 0.0}, arrived=100)
        site.hear(second + 1, {"heart": 30.0}, device=OTHER, arrived=100)
        site.hear(second + 61, {"heart": 30.0}, device=OTHER, arrived=101)
        site.hear(second + 61, {"motion": 1.0}, arrived=101)

    assert {(rule, subject) for rule, subject, _ in raised(site)} == {("man-down", "worker~kim")}


def test_a_worker_whose_devices_both_fall_silent_is_still_raised() -> None:
    site = a_site(MAN_DOWN)
    for device in (DEVICE, OTHER):
        wears(site, device, KIM, NOON)
    site.hear(0, {"motion": 0.0})
    site.hear(1, {"heart": 30.0}, device=OTHER)

    assert site.at(20) == []
    assert [signal.rule for signal in site.at(25)] == ["man-down"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_of_three_gas_sensors_of_one_zone_raise_one_alarm_of_the_zone(order: tuple[int, ...]) -> None:
    site = a_site(TWO_OF_THREE)
    devices = (DEVICE, OTHER, THIRD)
    for device in devices:
        installed(site, device, "shaft-2")
    said = [(DEVICE, 50.0), (OTHER, 10.0), (THIRD, 40.0)]
    for place in order:
        device, value = said[place]
        site.hear(float(place), {"co": value}, device=device, arrived=5)

    site.now = after(10)
    site.sweep()

    assert {(rule, subject) for rule, subject, _ in raised(site)} == {("gas-voted", "zone~shaft-2")}


def test_one_of_three_or_two_in_different_zones_raise_nothing() -> None:
    site = a_site(TWO_OF_THREE)
    installed(site, DEVICE, "shaft-2")
    installed(site, OTHER, "shaft-3")
    installed(site, THIRD, "shaft-2")
    for second in range(0, 60, 10):
        site.hear(second, {"co": 50.0})
        site.hear(second + 1, {"co": 50.0}, device=OTHER)
        site.hear(second + 2, {"co": 5.0}, device=THIRD)
    site.now = after(300)
    site.sweep()

    assert raised(site) == []


def test_a_device_that_moves_counts_in_the_zone_in_which_it_was_then() -> None:
    site = a_site(TWO_OF_THREE)
    installed(site, OTHER, "shaft-2")
    last = LastZones(site.trails)
    here = subject_of("device", DEVICE)
    last.note(TENANT, here, Whereabouts(SITE, (ZoneName("shaft-2"),), NOON))
    last.note(TENANT, here, Whereabouts(SITE, (ZoneName("yard"),), after(60)))
    site.now = after(70)

    for second in (0, 10):
        site.hear(70 + second, {"co": 50.0}, arrived=100)
        site.hear(70 + second, {"co": 50.0}, device=OTHER, arrived=100)
    assert raised(site) == []
    for second in (0, 10):
        site.hear(30 + second, {"co": 50.0}, arrived=101)
        site.hear(30 + second, {"co": 50.0}, device=OTHER, arrived=101)

    assert {(rule, subject, at) for rule, subject, at in raised(site)} == {
        ("gas-voted", "zone~shaft-2", after(30))
    }


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_order_and_however_often_readings_come_the_same_is_remembered_and_due(seed: int) -> None:
    def lived(order: int | None) -> list[Stored[Remembered]]:
        site = a_site(MAN_DOWN, TWO_OF_THREE)
        wears(site, DEVICE, KIM, NOON)
        wears(site, OTHER, KIM, NOON)
        for device in (DEVICE, OTHER):
            installed(site, device, "shaft-2")
        said = [
            site.says(second, values, device=device, arrived=200)
            for second in range(0, 60, 10)
            for device, values in (
                (DEVICE, {"motion": 0.0, "co": 40.0}),
                (OTHER, {"heart": 30.0, "co": 20.0 + second}),
            )
        ]
        if order is not None:
            said += said[::3]
            Random(order).shuffle(said)  # noqa: S311 - an order that anybody can throw again
        site.now = after(200)
        for body in said:
            site.take(body)
        subjects = (subject_of("worker", KIM), subject_of("zone", "shaft-2"))
        abouts = [About(TENANT, SITE, subject) for subject in subjects]
        return list(Memories(site.trails).get_many(abouts).values())

    in_order, shuffled = lived(None), lived(seed)

    assert [each.document for each in shuffled] == [each.document for each in in_order]
    assert [len(each.document.memory.boots) for each in in_order] == [2, 2]
