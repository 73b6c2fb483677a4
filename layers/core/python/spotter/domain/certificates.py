"""Certificates that end: which, when, and what that means for the way of alarms. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, RuleName, subject_of

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
    devices: Iterable[Device],
    ends: Mapping[str, datetime],
    now: datetime,
    *,
    days: float,
    behind: Mapping[DeviceName, int] | None = None,
) -> list[Signal]:
    """Say of each device whose certificate is known whether it ends within so many days.

    `behind` counts the devices that a gateway speaks for: when its certificate is over they fall silent with
    it, so it is grave before that.
    """
    behind = behind or {}
    return [
        _active(each, ends[each.principal], now, days, behind.get(each.name, 0))
        if ends[each.principal] - now <= timedelta(days=days)
        else ConditionNormal(each.tenant, each.site, ENDING, subject_of("device", each.name), now)
        for each in devices
        if each.principal in ends
    ]


def gateways_of(devices: Iterable[Device]) -> Counter[DeviceName]:
    """Count the devices that each gateway speaks for; those that are gone do not count."""
    return Counter(gateway for each in devices if each.state not in GONE for gateway in each.gateways)


def _active(device: Device, end: datetime, now: datetime, days: float, behind: int) -> ConditionActive:
    left = (end - now) / _A_DAY
    is_over, whose = left <= 0, "Gateway certificate" if behind else "Certificate"
    evidence = Evidence(f"certificate/{device.principal[:12]}", "certificate", round(left, 2), days, "d", now)
    return ConditionActive(
        tenant=device.tenant,
        site=device.site,
        rule=ENDING,
        title=f"{whose} is over" if is_over else f"{whose} ends soon",
        subject=subject_of("device", device.name),
        alarm_class=AlarmClass.HIGH if is_over or behind else AlarmClass.LOW,
        direction="falling",
        first_at=now,
        last_at=now,
        evidence=evidence,
    )
