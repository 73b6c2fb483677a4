"""Certificates that end: which, when, and what that means for the way of alarms. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import RuleName, subject_of

ENDING = RuleName("certificate-ends")
GONE = frozenset({DeviceState.RETIRED, DeviceState.DELETED})
"""States in which a device has no certificate any more."""

_A_DAY = timedelta(days=1)


def in_words(ends: Mapping[str, datetime], now: datetime, *, within: timedelta) -> tuple[str, ...]:
    """Say which certificates are over or end soon, the earliest first."""
    due = sorted((end, name) for name, end in ends.items() if end - now <= within)
    return tuple(
        f"{name} {'is over since' if end <= now else 'ends'} {end:%Y-%m-%d %H:%M} UTC" for end, name in due
    )


def signals_about(
    devices: Iterable[Device], ends: Mapping[str, datetime], now: datetime, *, days: float
) -> list[Signal]:
    """Say of each device whose certificate is known whether it ends within so many days."""
    return [
        _active(each, ends[each.principal], now, days)
        if ends[each.principal] - now <= timedelta(days=days)
        else ConditionNormal(each.tenant, each.site, ENDING, subject_of("device", each.name), now)
        for each in devices
        if each.principal in ends
    ]


def _active(device: Device, end: datetime, now: datetime, days: float) -> ConditionActive:
    left = (end - now) / _A_DAY
    evidence = Evidence(f"certificate/{device.principal[:12]}", "certificate", round(left, 2), days, "d", now)
    return ConditionActive(
        tenant=device.tenant,
        site=device.site,
        rule=ENDING,
        title="Certificate is over" if left <= 0 else "Certificate ends soon",
        subject=subject_of("device", device.name),
        alarm_class=AlarmClass.HIGH if left <= 0 else AlarmClass.LOW,
        direction="falling",
        first_at=now,
        last_at=now,
        evidence=evidence,
    )
