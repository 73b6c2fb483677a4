"""Whereabouts: which zones somebody is in, whatever the hour and whoever may be there."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.fixes import Fix
from spotter.contracts.names import ZoneName
from spotter.contracts.zones import Around, Zone
from spotter.domain.zones.watching import MachineFix, Somebody, chances

LIKELY = 0.5
"""Somebody counts as in a zone when that is at least as likely as not."""


def zones_at(zones: Iterable[Zone], who: Somebody, fix: Fix, machine: MachineFix) -> tuple[ZoneName, ...]:
    """Name the zones that a fix lies in, the likeliest first; permits and schedules do not matter here."""
    found: list[tuple[float, ZoneName]] = []
    for zone in zones:
        if isinstance(zone.shape, Around) and zone.shape.device == who.device:
            continue
        bare = msgspec.structs.replace(zone, permits=(), schedule=())
        found += [(-each.chance, zone.name) for each in chances(bare, who, (fix,), machine)]
    return tuple(name for unlikely, name in sorted(found) if -unlikely >= LIKELY)
