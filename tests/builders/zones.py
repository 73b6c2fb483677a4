"""A site on the equator, where a thousandth of a degree is 111 m both ways, with zones and people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from spotter.contracts.fixes import Fix
from spotter.contracts.names import SiteName, Tenant, WorkerName, ZoneName
from spotter.contracts.zones import Circle, Polygon, Position, Shape, Zone, ZoneKind
from spotter.domain.zones.plane import EARTH_RADIUS_M

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TENANT, SITE = Tenant("acme"), SiteName("pit")
KIM, LEE = WorkerName("kim"), WorkerName("lee")
DEGREE_M = EARTH_RADIUS_M * 3.141592653589793 / 180


def place(east_m: float, north_m: float = 0.0) -> Position:
    """A position so many metres from the origin of the site."""
    return east_m / DEGREE_M, north_m / DEGREE_M


def a_fix(
    east_m: float, north_m: float = 0.0, *, at: float = 0.0, accuracy_m: float = 2.0, level: int | None = None
) -> Fix:
    """A fix so many metres from the origin, `at` seconds after noon."""
    longitude, latitude = place(east_m, north_m)
    moment = NOON + timedelta(seconds=at)
    return Fix(moment, latitude, longitude, accuracy_m, level, f"helmet-7/b1/{at:g}")


def a_square(side_m: float, *, hole_m: float = 0.0) -> Polygon:
    """A square around the origin, with a square hole in its middle where one is wanted."""
    rings = [_ring(side_m / 2)] + ([_ring(hole_m / 2)] if hole_m else [])
    return Polygon(tuple(rings))


def a_zone(name: str = "shaft", *, shape: Shape | None = None, **changes: object) -> Zone:
    """An exclusion zone: a circle of 20 m around the origin, where fixes are good to 2 m."""
    zone = Zone(
        tenant=TENANT,
        site=SITE,
        name=ZoneName(name),
        title="Shaft 2",
        kind=ZoneKind.EXCLUSION,
        shape=shape or Circle((0.0, 0.0), 20.0),
        accuracy_m=2.0,
    )
    return msgspec.structs.replace(zone, **changes)


def _ring(half_m: float) -> tuple[Position, ...]:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return tuple(place(east * half_m, north * half_m) for east, north in corners)
