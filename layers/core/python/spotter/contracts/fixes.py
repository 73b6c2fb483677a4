"""Fixes: where somebody was, as well as it is known."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Fix(msgspec.Struct, frozen=True, omit_defaults=True):
    """A position at a moment: WGS 84 degrees, and the radius in metres that holds the truth in 95 % of cases.

    `level` is the storey or the mine's level; None when the source does not know it. `reading` is the name of
    the reading that it came from.
    """

    at: datetime
    latitude: float
    longitude: float
    accuracy_m: float
    level: int | None = None
    reading: str = ""
