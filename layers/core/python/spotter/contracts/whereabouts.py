"""Whereabouts: in which zones somebody was seen last, for those who may not know geometry."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import SiteName, ZoneName


class Whereabouts(msgspec.Struct, frozen=True):
    """The zones that the latest fix of somebody lies in, the likeliest first."""

    site: SiteName
    zones: tuple[ZoneName, ...]
    at: datetime
