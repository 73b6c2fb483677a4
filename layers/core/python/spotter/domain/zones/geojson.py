"""GeoJSON (RFC 7946) to zones' shapes and back; each error names the member that is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, assert_never

from spotter.contracts.names import DeviceName, slug
from spotter.contracts.zones import Around, Circle, Polygon, Position, Shape
from spotter.errors import Invalid

MOST_CORNERS = 1_000
"""Corners of all rings of one zone; more of them describe no place that a fix could tell apart."""

SMALLEST_RING = 4
"""Positions of a closed ring (RFC 7946, 3.1.6)."""

HIGHEST_LATITUDE, HIGHEST_LONGITUDE = 85.0, 180.0
"""Degrees. Nearer to a pole than this the flat map of a site does not hold."""


def shape_of(geometry: Mapping[str, Any], properties: Mapping[str, Any]) -> Shape:
    """Read a geometry: a Polygon, or a Point with `radius_m`; with `around`, a circle around a machine.

    Raises:
        Invalid: it is none of these; the sentence says which member and why.
    """
    if device := properties.get("around"):
        return Around(DeviceName(slug(str(device), field="around")), _radius(properties))
    match geometry.get("type"):
        case "Polygon":
            return Polygon(_rings(geometry.get("coordinates")))
        case "Point":
            return Circle(_position(geometry.get("coordinates"), "coordinates"), _radius(properties))
        case other:
            sentence = "a zone is a Polygon, a Point with radius_m, or a circle around a device"
            raise Invalid(f"geometry.type: {sentence}, not {other!r:.40}", field="geometry.type")


def geometry_of(shape: Shape) -> dict[str, Any] | None:
    """Write a shape as a GeoJSON geometry; a zone that moves has none of its own."""
    match shape:
        case Polygon(rings):
            return {"type": "Polygon", "coordinates": [[list(each) for each in ring] for ring in rings]}
        case Circle(centre):
            return {"type": "Point", "coordinates": list(centre)}
        case Around():
            return None
        case _:
            assert_never(shape)


def _rings(coordinates: object) -> tuple[tuple[Position, ...], ...]:
    if not isinstance(coordinates, list | tuple) or not coordinates:
        raise _wrong("coordinates", "a polygon is a list of rings, the outline first")
    rings = tuple(_ring(ring, f"coordinates[{place}]") for place, ring in enumerate(coordinates))
    if sum(map(len, rings)) > MOST_CORNERS:
        raise _wrong("coordinates", f"a zone has at most {MOST_CORNERS} corners")
    return rings


def _ring(ring: object, field: str) -> tuple[Position, ...]:
    if not isinstance(ring, list | tuple) or len(ring) < SMALLEST_RING:
        raise _wrong(field, "a ring is a list of at least four positions, the last equal to the first")
    positions = tuple(_position(each, f"{field}[{place}]") for place, each in enumerate(ring))
    if positions[0] != positions[-1]:
        raise _wrong(field, "the ring is not closed: repeat its first position at its end")
    return positions


def _position(said: object, field: str) -> Position:
    match said:
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            if abs(longitude) <= HIGHEST_LONGITUDE and abs(latitude) <= HIGHEST_LATITUDE:
                return float(longitude), float(latitude)
    bounds = f"longitude within {HIGHEST_LONGITUDE:.0f} and latitude within {HIGHEST_LATITUDE:.0f} degrees"
    raise _wrong(field, f"a position is [longitude, latitude], {bounds}")


def _radius(properties: Mapping[str, Any]) -> float:
    radius = properties.get("radius_m")
    if isinstance(radius, bool) or not isinstance(radius, int | float) or not 0 < radius < math.inf:
        raise _wrong("radius_m", "a circle needs a positive radius in metres")
    return float(radius)


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(f"{field}: {sentence}", field=field)
