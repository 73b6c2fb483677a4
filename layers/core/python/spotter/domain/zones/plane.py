"""A flat map of a site: degrees to metres and back, exact enough for a few kilometres.

The map is the local tangent plane of a sphere with the mean radius of the Earth. At 5 km from its origin it
is off by a few metres at most, and by nothing that matters at the size of a zone.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Self

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the Earth (IUGG, GRS 80)."""


class Plane(NamedTuple):
    """The map around an origin in degrees."""

    latitude: float
    longitude: float

    @classmethod
    def around(cls, position: tuple[float, float]) -> Self:
        """Make the map whose origin is a position, given as longitude and latitude."""
        return cls(position[1], position[0])

    def metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give a position as metres to the east and to the north of the origin.

        >>> [round(each) for each in Plane(37.5, 127.0).metres(127.01, 37.51)]
        [882, 1112]
        """
        east = math.remainder(longitude - self.longitude, 360.0)
        shrunk = math.cos(math.radians(self.latitude))
        return (
            math.radians(east) * EARTH_RADIUS_M * shrunk,
            math.radians(latitude - self.latitude) * EARTH_RADIUS_M,
        )


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two positions (longitude, latitude) in metres.

    >>> round(apart_m((127.0, 37.5), (127.0, 37.501)))
    111
    """
    return math.hypot(*Plane.around(one).metres(*other))
