"""Certificates that end: a site is not ready, and an alarm says so before a device falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from builders.alarm_path import NOON, SITE, TENANT, a_device
from builders.paging import a_readiness, paging_stores
from spotter.adapters.memory.certificates import MemoryCertificates
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Signal
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import DeviceName
from spotter.contracts.readiness import ReadinessCheck, Topic
from spotter.contracts.sites import Site
from spotter.services.watch_certificates import EVERY, SHARES, WatchCertificates
from spotter.stores.readiness import readiness_norms
from spotter.stores.registry import Registry

DAY = timedelta(days=1)


def a_registry(devices: int = 1) -> Registry:
    registry = Registry(MemoryRecords())
    registry.put_site(Site(TENANT, SITE, "The pit"), expected=None)
    for number in range(devices):
        device = msgspec.structs.replace(a_device(f"helmet-{number}"), principal=f"{number:064x}")
        registry.put_device(device, expected=None)
    return registry


def checked(registry: Registry, certificates: MemoryCertificates) -> ReadinessCheck:
    readiness = a_readiness(registry, paging_stores().people, certificates=certificates)
    checks = readiness(TENANT, SITE, now=NOON).checks
    return next(check for check in checks if check.topic is Topic.CERTIFICATES)


def a_day_of(registry: Registry, ends: dict[str, datetime], *, begin: datetime = NOON) -> list[Signal]:
    """Run the watch through a day."""
    alarms = MemoryQueue()
    for number in range(SHARES):
        now = begin + number * EVERY
        certificates = MemoryCertificates(ends)
        WatchCertificates(registry, certificates, alarms, readiness_norms(), lambda now=now: now)()  # type: ignore[misc]
    return [msgspec.json.decode(body, type=Signal) for body in alarms.drain()]


def test_a_site_is_not_ready_when_a_certificate_is_over_or_ends_soon() -> None:
    ends = {f"{0:064x}": NOON - DAY, f"{1:064x}": NOON + 5 * DAY, f"{2:064x}": NOON + 99 * DAY}

    check = checked(a_registry(3), MemoryCertificates(ends))

    assert not check.passed
    assert check.found == (
        "the certificate of helmet-0 is over since 2026-11-23 12:00 UTC; "
        "the certificate of helmet-1 ends 2026-11-29 12:00 UTC"
    )
    assert "spotter device rotate" in check.remedy


def test_an_authority_that_ends_keeps_a_site_from_production_too() -> None:
    check = checked(a_registry(), MemoryCertificates({}, {"f" * 64: NOON + DAY}))

    assert not check.passed
    assert check.found.startswith("authority ffffffffffff ends")


def test_a_site_whose_certificates_hold_is_ready() -> None:
    assert checked(a_registry(), MemoryCertificates({f"{0:064x}": NOON + 99 * DAY})).passed


def test_every_device_is_looked_at_once_a_day_and_told_before_it_falls_silent() -> None:
    ends = {f"{number:064x}": NOON + (number - 3) * 10 * DAY for number in range(12)}

    said = a_day_of(a_registry(12), ends)

    active = {str(each.subject): each for each in said if isinstance(each, ConditionActive)}
    assert len(said) == 12
    assert set(active) == {f"helmet-{number}" for number in range(7)}
    assert active["helmet-2"].alarm_class is AlarmClass.HIGH
    assert active["helmet-5"].alarm_class is AlarmClass.LOW
    assert all(isinstance(each, ConditionNormal) for each in said if each.subject not in active)


def test_a_gateways_certificate_is_grave_before_it_is_over_since_others_fall_silent_with_it() -> None:
    registry = a_registry(3)
    stored = registry.device(TENANT, DeviceName("helmet-0"))
    behind = msgspec.structs.replace(stored.document, gateways=(DeviceName("helmet-2"),))
    registry.put_device(behind, expected=stored.version)

    said = a_day_of(registry, {f"{number:064x}": NOON + 10 * DAY for number in range(3)})

    active = {str(each.subject): each for each in said if isinstance(each, ConditionActive)}
    assert {name: each.alarm_class for name, each in active.items()} == {
        "helmet-0": AlarmClass.LOW,
        "helmet-1": AlarmClass.LOW,
        "helmet-2": AlarmClass.HIGH,
    }
    assert active["helmet-2"].title == "Gateway certificate ends soon"


def test_a_retired_device_and_one_of_which_nothing_is_known_are_left_out() -> None:
    registry = a_registry(1)
    gone = msgspec.structs.replace(a_device("gone", state=DeviceState.RETIRED), principal="f" * 64)
    registry.put_device(gone, expected=None)

    assert a_day_of(registry, {"f" * 64: NOON}) == []
