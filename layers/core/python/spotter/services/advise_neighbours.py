"""Advise the neighbours of an alarm: who is near, who may help, who must stay out, who must leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from spotter.contracts.alarms import Alarm
from spotter.contracts.devices import Device
from spotter.contracts.fixes import Fix
from spotter.contracts.names import (
    DeviceName,
    SiteName,
    Subject,
    Tenant,
    WorkerName,
    kind_and_name,
    subject_of,
)
from spotter.contracts.nearby import Near
from spotter.domain.zones.nearby import Air, advise_nearby
from spotter.domain.zones.tracks import latest
from spotter.errors import Invalid
from spotter.services.count_heads import WhereParts, sightings
from spotter.stores.alarms import AlarmLedger

GASES = frozenset({"o2", "lel", "ch4", "h2s", "co", "co2", "so2", "no2", "nh3", "cl2", "hcn", "ph3", "no"})
"""The hazards that are air (domain reference, 1.1)."""


class _Meter(NamedTuple):
    """A device that measures the air, where it is, and when it last did so."""

    device: DeviceName
    fix: Fix
    measured_at: datetime


def advise_neighbours(
    parts: WhereParts, ledger: AlarmLedger, *, tenant: Tenant, site: SiteName, alarm: str
) -> list[Near]:
    """Say what each worker near the subject of an alarm is to be told, the nearest first.

    Raises:
        NotFound: there is no such alarm.
        Invalid: nobody knows where its subject is.
    """
    now = parts.clock()
    asked = ledger.get(tenant, site, alarm)
    people = {
        seen.worker: (seen.devices, fix)
        for seen in sightings(parts, tenant, site, now)
        if (fix := latest(seen.fixes)) is not None
    }
    casualty = _place(parts, tenant, asked.subject, people)
    if casualty is None:
        sentence = f"nobody knows where {asked.subject} is, so nobody can be sent there or kept away"
        raise Invalid(sentence, field="alarm", subject=asked.subject)
    others = [(worker, fix) for worker, (_, fix) in people.items() if fix != casualty]
    air = list(_air(parts, ledger.of_site(tenant, site), tenant, site))
    return advise_nearby(casualty, others, air, now=now)


def _place(
    parts: WhereParts,
    tenant: Tenant,
    subject: Subject,
    people: dict[WorkerName, tuple[tuple[DeviceName, ...], Fix]],
) -> Fix | None:
    kind, name = kind_and_name(subject)
    if kind == "worker":
        found = people.get(WorkerName(name))
        return found[1] if found else None
    if kind != "device":
        return None
    device = DeviceName(name)
    return latest(parts.tracks.of_devices(tenant, [device]).get(device, ()))


def _air(parts: WhereParts, alarms: Iterable[Alarm], tenant: Tenant, site: SiteName) -> Iterator[Air]:
    """Say of each place where the air is measured whether a gas condition holds there."""
    holding = [alarm for alarm in alarms if alarm.active]
    for meter, channels in _meters(parts, tenant, site):
        subject = subject_of("device", meter.device)
        bad = any(each.subject == subject and each.worst.channel in channels for each in holding)
        yield Air(meter.fix, meter.measured_at, is_bad=bad)


def _meters(parts: WhereParts, tenant: Tenant, site: SiteName) -> Iterator[tuple[_Meter, frozenset[str]]]:
    devices = [device for device in parts.registry.devices(tenant) if device.site == site]
    tracks = parts.tracks.of_devices(tenant, [device.name for device in devices])
    for device in devices:
        fix = latest(tracks.get(device.name, ()))
        channels = _gas_channels(parts, device)
        if fix is None or not channels:
            continue
        stored = parts.trails.get(tenant, device.name)
        marks = stored.document.marks if stored else {}
        measured = [marks[name].at for name in channels if name in marks]
        if measured:
            at = datetime.fromtimestamp(min(measured) / 1000, UTC)
            yield _Meter(device.name, fix, at), channels


def _gas_channels(parts: WhereParts, device: Device) -> frozenset[str]:
    profile = parts.registry.profile(device.tenant, device.profile, device.profile_version)
    return frozenset(name for name, channel in profile.channels.items() if channel.hazard in GASES)
