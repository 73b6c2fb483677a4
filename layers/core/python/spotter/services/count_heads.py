"""Count heads in an evacuation: who is at a muster zone, who is not, of whom it is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from spotter.contracts.muster import HeadCount
from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName
from spotter.domain.zones.muster import FRESH, Sighting, head_count
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.machines import Machines
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.trails import Trails
from spotter.stores.zones import Zones

Worn = Callable[[Tenant, SiteName, datetime], Mapping[WorkerName, tuple[DeviceName, ...]]]
"""Tells which workers wear which devices at a site at a moment."""


class WhereParts(NamedTuple):
    """What is asked about where people are."""

    registry: Registry
    zones: Zones
    tracks: Tracks
    trails: Trails
    worn: Worn
    clock: Clock


def count_heads(parts: WhereParts, *, tenant: Tenant, site: SiteName, since: datetime | None) -> HeadCount:
    """Count heads; without `since` the evacuation began just as long ago as a fix is fresh.

    Raises:
        NotFound: there is no such site.
        Invalid: the evacuation would begin in the future.
    """
    now = parts.clock()
    if since is not None and since > now:
        raise Invalid("since: an evacuation that is counted has begun", field="since")
    parts.registry.site(tenant, site)
    zones = list(parts.zones.of_site(tenant, site))
    return head_count(
        zones,
        sightings(parts, tenant, site, now),
        tenant=tenant,
        site=site,
        since=since or now - FRESH,
        now=now,
        machine=Machines(parts.tracks, tenant, zones).nearest,
    )


def sightings(parts: WhereParts, tenant: Tenant, site: SiteName, now: datetime) -> list[Sighting]:
    """Gather what is known of every worker who wears a device at a site."""
    worn = parts.worn(tenant, site, now)
    devices = sorted({device for each in worn.values() for device in each})
    tracks = parts.tracks.of_devices(tenant, devices)
    heard = {device: _heard(parts.trails, tenant, device) for device in devices}
    return [
        Sighting(
            worker=worker,
            devices=carried,
            fixes=tuple(fix for device in carried for fix in tracks.get(device, ())),
            heard_at=max((at for device in carried if (at := heard[device]) is not None), default=None),
        )
        for worker, carried in sorted(worn.items())
    ]


def _heard(trails: Trails, tenant: Tenant, device: DeviceName) -> datetime | None:
    """Give when a device last measured anything."""
    stored = trails.get(tenant, device)
    if stored is None or not stored.document.boots:
        return None
    newest = max(boot.newest for boot in stored.document.boots.values())
    return datetime.fromtimestamp(newest / 1000, UTC)
