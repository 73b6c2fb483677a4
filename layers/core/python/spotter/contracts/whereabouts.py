"""Whereabouts: in which zones somebody was seen last, for those who may not know geometry."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import SiteName, ZoneName


class Stay(msgspec.Struct, frozen=True, array_like=True):
    """Zones that somebody was in, from a moment until the next stay began."""

    zones: tuple[ZoneName, ...]
    since: datetime


class Whereabouts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The zones that the latest fix of somebody lies in, the likeliest first; `before` is where they were."""

    site: SiteName
    zones: tuple[ZoneName, ...]
    at: datetime
    since: datetime | None = None
    before: tuple[Stay, ...] = ()
