"""Zones: places that somebody should not enter, should leave in time, or should gather in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName, ZoneName

Position = tuple[float, float]
"""Longitude and latitude in WGS 84 degrees, in GeoJSON's order."""


class Polygon(msgspec.Struct, frozen=True, tag="polygon", forbid_unknown_fields=True):
    """An outline and its holes: closed rings, as in a GeoJSON polygon (RFC 7946, 3.1.6)."""

    rings: tuple[tuple[Position, ...], ...]


class Circle(msgspec.Struct, frozen=True, tag="circle", forbid_unknown_fields=True):
    """A circle around a fixed point."""

    centre: Position
    radius_m: float


class Around(msgspec.Struct, frozen=True, tag="around", forbid_unknown_fields=True):
    """A circle that moves with a machine: around the latest fix of its device."""

    device: DeviceName
    radius_m: float


Shape = Polygon | Circle | Around


class ZoneKind(StrEnum):
    """What a zone is for. Being in an exclusion zone is the alarm; a muster zone is where people are safe."""

    EXCLUSION = "exclusion"
    MUSTER = "muster"
    WATCHED = "watched"


class Weekly(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span of each week in the site's time: ISO weekdays (Monday is 1), from and until as HH:MM.

    A span that ends before it begins runs over midnight and belongs to the day that it begins on.
    """

    days: tuple[int, ...]
    since: str
    until: str


class Permit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A worker who may be inside between two moments, and the number of the paper that says so."""

    worker: WorkerName
    since: datetime
    until: datetime
    number: str = ""


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A zone of a site.

    `dwell_s` is how long somebody may be inside before it is an alarm. `schedule` says when the zone is in
    force (always, where it is empty), in `time_zone`. `accuracy_m` is what positioning at this place reaches
    (95 %); a zone that is smaller than twice that cannot be judged and is refused.
    """

    tenant: Tenant
    site: SiteName
    name: ZoneName
    title: str
    kind: ZoneKind
    shape: Shape
    accuracy_m: float
    alarm_class: AlarmClass = AlarmClass.HIGH
    level: int | None = None
    dwell_s: float = 0.0
    schedule: tuple[Weekly, ...] = ()
    time_zone: str = "UTC"
    permits: tuple[Permit, ...] = ()


class Movement(StrEnum):
    """What happened between somebody and a zone."""

    ENTERED = "entered"
    LEFT = "left"
    DWELT = "dwelt"


class ZoneEvent(msgspec.Struct, frozen=True):
    """Somebody entered a zone, left it, or was inside for too long; `chance` is P(inside) at that fix."""

    zone: ZoneName
    movement: Movement
    at: datetime
    chance: float
    fix: str
