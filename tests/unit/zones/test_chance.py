"""P(inside) against what mathematics says."""

from __future__ import annotations

import math

import pytest
import shapely
from scipy.stats import ncx2

from builders.zones import a_square, a_zone, place
from spotter.domain.zones.chance import SIGMAS_AT_95, chance_inside
from spotter.domain.zones.plane import Plane
from spotter.domain.zones.shapes import outline

CLOSE = 0.006


@pytest.mark.parametrize("off_m", [-30.0, -5.0, -1.0, 0.0, 1.0, 5.0, 30.0])
def test_beside_a_straight_edge_it_is_the_normal_distribution(off_m: float) -> None:
    half_plane = shapely.box(-10_000, -10_000, 0, 10_000)
    sigma = 5.0 / SIGMAS_AT_95

    found = chance_inside(half_plane, (off_m, 0.0), 5.0)

    assert found == pytest.approx(0.5 * math.erfc(off_m / sigma / math.sqrt(2)), abs=CLOSE)


@pytest.mark.parametrize("off_m", [0.0, 4.0, 8.0, 12.0, 20.0])
def test_in_a_circle_it_is_the_non_central_chi_square(off_m: float) -> None:
    zone = a_zone()
    sigma = 10.0 / SIGMAS_AT_95

    found = chance_inside(outline(zone, Plane(0, 0)), (off_m, 0.0), 10.0)

    assert found == pytest.approx(ncx2.cdf((20.0 / sigma) ** 2, 2, (off_m / sigma) ** 2), abs=CLOSE)


def test_the_stated_accuracy_holds_the_truth_in_95_of_100_cases() -> None:
    zone = a_zone()

    assert chance_inside(outline(zone, Plane(0, 0)), (0.0, 0.0), 20.0) == pytest.approx(0.95, abs=CLOSE)


def test_a_hole_is_outside() -> None:
    ring = outline(a_zone(shape=a_square(60, hole_m=20)), Plane.around(place(0)))

    assert chance_inside(ring, (0.0, 0.0), 1.0) == 0.0
    assert chance_inside(ring, (20.0, 0.0), 1.0) == 1.0


def test_a_perfect_fix_is_taken_at_its_word() -> None:
    drawn = outline(a_zone(), Plane(0, 0))

    assert chance_inside(drawn, (19.0, 0.0), 0.0) == 1.0
    assert chance_inside(drawn, (21.0, 0.0), 0.0) == 0.0
