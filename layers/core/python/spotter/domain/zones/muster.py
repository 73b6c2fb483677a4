"""Head-count in an evacuation. Only a fresh fix inside a muster zone makes somebody safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.fixes import Fix
from spotter.contracts.muster import Head, HeadCount, Standing
from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName, ZoneName
from spotter.contracts.zones import Zone, ZoneKind
from spotter.domain.zones.presence import ENTRY_CHANCE
from spotter.domain.zones.tracks import latest
from spotter.domain.zones.watching import MachineFix, Somebody, chances

FRESH = timedelta(minutes=2)
"""How old a fix may be for where somebody is to be known; the no-motion default (domain reference, 1.6)."""

WORST_FIRST = (Standing.UNKNOWN, Standing.NOT_MUSTERED, Standing.MUSTERED)


class Sighting(NamedTuple):
    """What is known of a worker: the devices they wear, their fixes, and when anything was last heard."""

    worker: WorkerName
    devices: tuple[DeviceName, ...]
    fixes: tuple[Fix, ...]
    heard_at: datetime | None


def head_count(
    zones: Iterable[Zone],
    sightings: Iterable[Sighting],
    *,
    tenant: Tenant,
    site: SiteName,
    since: datetime,
    now: datetime,
    machine: MachineFix,
) -> HeadCount:
    """Count heads at a site whose evacuation began at `since`."""
    musters = [zone for zone in zones if zone.kind is ZoneKind.MUSTER]
    heads = [_head(musters, each, since=since, now=now, machine=machine) for each in sightings]
    heads.sort(key=_worst_first)
    counts = Counter(head.standing for head in heads)
    return HeadCount(
        tenant=tenant,
        site=site,
        at=now,
        since=since,
        mustered=counts[Standing.MUSTERED],
        not_mustered=counts[Standing.NOT_MUSTERED],
        unknown=counts[Standing.UNKNOWN],
        heads=tuple(heads),
    )


def _head(
    musters: Sequence[Zone], seen: Sighting, *, since: datetime, now: datetime, machine: MachineFix
) -> Head:
    fix = latest(seen.fixes)
    heard = max((at for at in (seen.heard_at, fix.at if fix else None) if at is not None), default=None)
    standing, why, zone, chance = _standing(musters, seen, fix, since=since, now=now, machine=machine)
    return Head(
        worker=seen.worker,
        devices=seen.devices,
        standing=standing,
        why=why,
        zone=zone,
        chance=chance,
        seen_at=heard,
        seen_s=None if heard is None else max((now - heard).total_seconds(), 0.0),
    )


class _Judged(NamedTuple):
    standing: Standing
    why: str
    zone: ZoneName | None = None
    chance: float | None = None


def _standing(
    musters: Sequence[Zone],
    seen: Sighting,
    fix: Fix | None,
    *,
    since: datetime,
    now: datetime,
    machine: MachineFix,
) -> _Judged:
    if fix is None:
        return _Judged(Standing.UNKNOWN, "no device of theirs has said where it is")
    if fix.at < since:
        return _Judged(Standing.UNKNOWN, "not located since the evacuation began")
    if now - fix.at > FRESH:
        minutes = (now - fix.at).total_seconds() / 60
        return _Judged(Standing.UNKNOWN, f"last located {minutes:.0f} min ago")
    who = Somebody(seen.devices[0] if seen.devices else DeviceName(""), seen.worker)
    best = max(
        ((next(chances(zone, who, [fix], machine)).chance, zone) for zone in musters),
        key=lambda each: each[0],
        default=None,
    )
    if best is None:
        return _Judged(Standing.NOT_MUSTERED, "the site has no muster zone")
    chance, zone = best
    if chance >= ENTRY_CHANCE:
        return _Judged(Standing.MUSTERED, f"inside {zone.title}", zone.name, chance)
    return _Judged(Standing.NOT_MUSTERED, f"outside every muster zone, {zone.title} is nearest", None, chance)


def _worst_first(head: Head) -> tuple[int, float, str]:
    return WORST_FIRST.index(head.standing), -(head.seen_s or float("inf")), head.worker
