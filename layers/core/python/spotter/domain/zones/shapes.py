"""Shapes on the flat map, and whether a zone can be judged at all by fixes as good as the site's."""

from __future__ import annotations

from typing import assert_never

import shapely
from shapely.geometry import Point
from shapely.validation import explain_validity

from spotter.contracts.zones import Around, Circle, Polygon, Position, Zone
from spotter.domain.zones.plane import Plane
from spotter.errors import Invalid

SMALLEST_ACCURACIES = 2.0
"""A zone must be at least this many times as wide as its fixes are accurate (domain reference, 1.7)."""

CIRCLE_SEGMENTS = 64
"""Sides of a quarter of a circle; the polygon's radius is short by less than 0.01 %."""


def origin_of(zone: Zone, centre: Position | None = None) -> Plane | None:
    """Give the flat map of a zone; None for a zone around a machine whose place is not known."""
    match zone.shape:
        case Polygon(rings):
            return Plane.around(rings[0][0])
        case Circle(fixed):
            return Plane.around(fixed)
        case Around():
            return None if centre is None else Plane.around(centre)
        case _:
            assert_never(zone.shape)


def outline(zone: Zone, plane: Plane) -> shapely.Polygon:
    """Draw a zone on its map, in metres."""
    match zone.shape:
        case Polygon(rings):
            outer, *holes = ([plane.metres(*each) for each in ring] for ring in rings)
            return shapely.Polygon(outer, holes)
        case Circle(_, radius_m) | Around(_, radius_m):
            return Point(0.0, 0.0).buffer(radius_m, quad_segs=CIRCLE_SEGMENTS)
        case _:
            assert_never(zone.shape)


def refuse_unjudgeable(zone: Zone) -> None:
    """Check that a zone is a place, and wide enough for fixes of the site's accuracy.

    Raises:
        Invalid: it crosses itself, or is smaller than twice the accuracy; the sentence says what to do.
    """
    centre = (0.0, 0.0) if isinstance(zone.shape, Around) else None
    plane = origin_of(zone, centre)
    if plane is None:
        return
    drawn = outline(zone, plane)
    if not drawn.is_valid or drawn.is_empty:
        why = explain_validity(drawn).partition("[")[0].lower()
        raise Invalid(
            f"geometry: the outline is no simple polygon ({why}); draw it so that no two edges cross",
            field="geometry",
        )
    width = width_m(drawn)
    if width < SMALLEST_ACCURACIES * zone.accuracy_m:
        sentence = (
            f"the zone is {width:.1f} m wide at its widest and fixes here are good to "
            f"{zone.accuracy_m:.1f} m: whoever stands inside could not be told from whoever stands outside. "
            "Make it at least "
            f"{SMALLEST_ACCURACIES * zone.accuracy_m:.1f} m wide, or use beacons, which are more accurate"
        )
        raise Invalid(
            f"geometry: {sentence}", field="geometry", width_m=round(width, 2), accuracy_m=zone.accuracy_m
        )


def width_m(drawn: shapely.Polygon) -> float:
    """Give the diameter of the largest circle that fits into a drawn zone, in metres."""
    if drawn.is_empty or drawn.area == 0:
        return 0.0
    return 2.0 * float(shapely.maximum_inscribed_circle(drawn, tolerance=0.05).length)
