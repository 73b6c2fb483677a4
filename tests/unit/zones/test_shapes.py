"""Which zones are taken, and what is said about those that are not."""

from __future__ import annotations

from typing import Any

import pytest

from builders.zones import a_square, a_zone, place
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.zones import Around, Circle, Permit, Polygon, Weekly
from spotter.domain.zones.geojson import MOST_CORNERS, geometry_of, shape_of
from spotter.domain.zones.schedule import refuse_bad_schedule
from spotter.domain.zones.shapes import refuse_unjudgeable
from spotter.errors import Invalid

BOW_TIE = Polygon(((place(0, 0), place(40, 40), place(40, 0), place(0, 40), place(0, 0)),))


def test_a_zone_that_crosses_itself_is_refused() -> None:
    with pytest.raises(Invalid, match="no simple polygon") as refused:
        refuse_unjudgeable(a_zone(shape=BOW_TIE))

    assert refused.value.facts["field"] == "geometry"


@pytest.mark.parametrize("side_m", [9.0, 9.9])
def test_a_zone_smaller_than_twice_the_accuracy_is_refused_with_an_explanation(side_m: float) -> None:
    with pytest.raises(Invalid, match=r"could not be told from whoever stands outside.*at least 10.0 m wide"):
        refuse_unjudgeable(a_zone(shape=a_square(side_m), accuracy_m=5.0))


def test_a_zone_just_twice_as_wide_as_fixes_are_good_is_taken() -> None:
    refuse_unjudgeable(a_zone(shape=a_square(10.2), accuracy_m=5.0))
    refuse_unjudgeable(a_zone(shape=Circle((0, 0), 5.1), accuracy_m=5.0))


def test_a_long_thin_zone_is_as_wide_as_its_narrow_side() -> None:
    thin = Polygon(((place(0, 0), place(500, 0), place(500, 4), place(0, 4), place(0, 0)),))

    with pytest.raises(Invalid, match=r"4\.0 m wide"):
        refuse_unjudgeable(a_zone(shape=thin, accuracy_m=5.0))


@pytest.mark.parametrize(
    ("geometry", "properties", "field"),
    [
        ({}, {}, "geometry.type"),
        ({"type": "LineString", "coordinates": []}, {}, "geometry.type"),
        ({"type": "Point", "coordinates": [1, 2]}, {}, "radius_m"),
        ({"type": "Point", "coordinates": [1, 2]}, {"radius_m": float("inf")}, "radius_m"),
        ({"type": "Point", "coordinates": [1, 2]}, {"radius_m": True}, "radius_m"),
        ({"type": "Point", "coordinates": [1]}, {"radius_m": 5}, "coordinates"),
        ({"type": "Point", "coordinates": [1, 91]}, {"radius_m": 5}, "coordinates"),
        ({"type": "Point", "coordinates": ["1", 2]}, {"radius_m": 5}, "coordinates"),
        ({"type": "Polygon", "coordinates": []}, {}, "coordinates"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, {}, "coordinates[0]"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, {}, "coordinates[0]"),
        ({"type": "Polygon", "coordinates": [[[0, 0]] * (MOST_CORNERS + 1)]}, {}, "coordinates"),
        (None, {"around": "Crane 1", "radius_m": 5}, "around"),
    ],
)
def test_what_is_no_zone_is_refused_with_its_member(
    geometry: dict[str, Any] | None, properties: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        shape_of(geometry or {}, properties)

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize("shape", [a_square(50, hole_m=10), Circle((127.0, 37.5), 30.0)])
def test_geojson_comes_back_as_it_went(shape: Polygon | Circle) -> None:
    geometry = geometry_of(shape)

    assert geometry is not None
    assert shape_of(geometry, {"radius_m": 30.0}) == shape


def test_a_moving_zone_has_no_place_of_its_own() -> None:
    assert geometry_of(Around(DeviceName("crane-1"), 10.0)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"schedule": (Weekly((), "07:00", "19:00"),)}, "schedule[0].days"),
        ({"schedule": (Weekly((8,), "07:00", "19:00"),)}, "schedule[0].days"),
        ({"schedule": (Weekly((1,), "07:00", "07:00"),)}, "schedule[0]"),
        ({"schedule": (Weekly((1,), "25:00", "07:00"),)}, "schedule[0]"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_bad_schedule(a_zone(**changes))

    assert refused.value.facts["field"] == field


def test_a_permit_that_ends_before_it_begins_is_refused() -> None:
    from builders.zones import NOON

    with pytest.raises(Invalid, match="ends after it begins"):
        refuse_bad_schedule(a_zone(permits=(Permit(WorkerName("kim"), NOON, NOON),)))
