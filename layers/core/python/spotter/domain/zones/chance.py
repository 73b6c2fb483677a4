"""The chance that somebody is inside a zone, from a fix and its accuracy.

A fix is taken for a round normal error whose 95 % radius is the stated accuracy. The chance is the share of a
fixed set of equally likely places around the fix that lie inside, so it is the same for everybody who asks.
"""

from __future__ import annotations

import math

import shapely
from shapely.geometry import Point

SIGMAS_AT_95 = math.sqrt(-2.0 * math.log(0.05))
"""How many standard deviations the 95 % radius of a round normal error is: 2.4477 (Rayleigh distribution)."""

PLACES = 1_000
"""Places that are tried; the chance is then right to about half a per cent (`test_chance.py`)."""

_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))

BEYOND_DOUBT_SIGMAS = 4.5
"""Further than this from the outline, inside is 1 and outside is 0: the rest is less than 1 in 20,000."""

SMALLEST_ACCURACY_M = 0.01
"""A fix that claims to be better than this is taken to be this good."""


def _spiral(places: int) -> tuple[tuple[float, float], ...]:
    """Lay equally likely places of the round normal distribution on a sunflower's spiral."""
    radii = (math.sqrt(-2.0 * math.log(1.0 - (each + 0.5) / places)) for each in range(places))
    return tuple(
        (radius * math.cos(each * _GOLDEN_ANGLE), radius * math.sin(each * _GOLDEN_ANGLE))
        for each, radius in enumerate(radii)
    )


_UNIT_PLACES = _spiral(PLACES)


def chance_inside(drawn: shapely.Polygon, at: tuple[float, float], accuracy_m: float) -> float:
    """Give P(inside) for a fix at a point of the map, in metres, good to `accuracy_m` (95 %)."""
    sigma = max(accuracy_m, SMALLEST_ACCURACY_M) / SIGMAS_AT_95
    if _is_beyond(drawn.bounds, at, BEYOND_DOUBT_SIGMAS * sigma):
        return 0.0
    point = Point(at)
    if drawn.boundary.distance(point) > BEYOND_DOUBT_SIGMAS * sigma:
        return 1.0 if drawn.contains(point) else 0.0
    east = [at[0] + sigma * each[0] for each in _UNIT_PLACES]
    north = [at[1] + sigma * each[1] for each in _UNIT_PLACES]
    shapely.prepare(drawn)
    return float(shapely.contains_xy(drawn, east, north).sum()) / PLACES


def _is_beyond(bounds: tuple[float, ...], at: tuple[float, float], reach_m: float) -> bool:
    """Tell whether a point is further than a reach from a box: the cheap answer for most fixes and zones."""
    west, south, east, north = bounds
    inside_east_west = west - reach_m <= at[0] <= east + reach_m
    return not (inside_east_west and south - reach_m <= at[1] <= north + reach_m)
