"""Head-count: who is safe, who is not, and of whom it is not known."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName, ZoneName


class Standing(StrEnum):
    """Where somebody stands in an evacuation. Unknown is never safe."""

    MUSTERED = "mustered"
    NOT_MUSTERED = "not_mustered"
    UNKNOWN = "unknown"


class Head(msgspec.Struct, frozen=True):
    """One worker in a head-count.

    `seen_s` is the age in seconds of the last proof of life: the newest thing that any device of theirs has
    measured. None when there is none at all. `why` says in words what the standing rests on.
    """

    worker: WorkerName
    devices: tuple[DeviceName, ...]
    standing: Standing
    why: str
    zone: ZoneName | None = None
    chance: float | None = None
    seen_at: datetime | None = None
    seen_s: float | None = None


class HeadCount(msgspec.Struct, frozen=True):
    """The head-count of a site at a moment, worst first; `since` is when the evacuation began."""

    tenant: Tenant
    site: SiteName
    at: datetime
    since: datetime
    mustered: int
    not_mustered: int
    unknown: int
    heads: tuple[Head, ...]
