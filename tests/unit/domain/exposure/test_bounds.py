"""The true exposure lies inside the bounds, whatever is missing."""

from __future__ import annotations

import os
from random import Random

import pytest

from builders.alarm_path import NOON, after
from builders.rules import HEAD, a_stream, known
from spotter.contracts.exposures import Bounds
from spotter.contracts.names import RuleName
from spotter.contracts.rules import AverageRule, DoseRule, MixtureRule, Part, Rule
from spotter.domain.exposure.bounds import Plausible, grid_of, peak_bounds, total_bounds
from spotter.domain.exposure.shifts import exposures
from spotter.stores.rulebook import rule_pack

SEEDS = int(os.environ.get("SPOTTER_BOUNDS_SEEDS", "60"))
SHIFT_S, EVERY_S = 8 * 3600.0, 60.0
MOST = 500.0
NOISE = next(rule for rule in rule_pack("osha").rules if rule.name == "osha-noise-dose")


def a_shift(random: Random) -> list[tuple[float, float]]:
    """Eight hours of minutes: calm, with bursts."""
    level, found = random.uniform(0, 60), []
    for minute in range(480):
        if random.random() < 0.02:
            level = random.choice([random.uniform(0, 20), random.uniform(20, 200), random.uniform(0, MOST)])
        found.append((minute * EVERY_S, max(0.0, min(MOST, random.gauss(level, 3)))))
    return found


def weigh(value: float) -> float:
    """Grow as any weight does."""
    return float(2 ** (value / 100))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_true_twa_stel_dose_and_hour_lie_inside_the_bounds(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a simulation, not a secret
    shift = a_shift(random)
    removed = random.uniform(0.1, 0.4)
    left = [each for each in shift if random.random() >= removed]
    plausible = Plausible(0.0, MOST)

    whole, part = (grid_of(each, length_s=SHIFT_S, interval_s=EVERY_S) for each in (shift, left))
    loud, quieter = (
        grid_of(each, length_s=SHIFT_S, interval_s=EVERY_S, weigh=weigh) for each in (shift, left)
    )

    for true, seen in (
        (total_bounds(whole, plausible, divide_by_s=28800), total_bounds(part, plausible, divide_by_s=28800)),
        (peak_bounds(whole, plausible, over_s=900), peak_bounds(part, plausible, over_s=900)),
        (peak_bounds(whole, plausible, over_s=3600), peak_bounds(part, plausible, over_s=3600)),
        (
            total_bounds(loud, Plausible(1.0, weigh(MOST)), divide_by_s=1),
            total_bounds(quieter, Plausible(1.0, weigh(MOST)), divide_by_s=1),
        ),
    ):
        assert true.lower == true.estimate == true.upper
        assert seen.lower <= true.estimate <= seen.most
        assert seen.lower <= seen.estimate <= seen.most
        assert 55 < seen.coverage < 95


def test_without_a_gap_the_three_are_one() -> None:
    grid = grid_of([(0, 10.0), (60, 20.0)], length_s=120, interval_s=60)

    assert total_bounds(grid, Plausible(0, 99), divide_by_s=120) == Bounds(15.0, 15.0, 15.0, 100.0)


def test_a_gap_opens_the_bounds_and_its_filling_closes_them() -> None:
    gap = grid_of([(0, 10.0)], length_s=120, interval_s=60)
    late = grid_of([(60, 20.0), (0, 10.0), (0, 10.0)], length_s=120, interval_s=60)

    assert total_bounds(gap, Plausible(0, 100), divide_by_s=120) == Bounds(5.0, 10.0, 55.0, 50.0)
    assert total_bounds(late, Plausible(0, 100), divide_by_s=120) == Bounds(15.0, 15.0, 15.0, 100.0)


def test_nothing_measured_is_not_nothing() -> None:
    grid = grid_of([], length_s=28800, interval_s=60)

    assert total_bounds(grid, Plausible(0, 500), divide_by_s=28800) == Bounds(0.0, 0.0, 500.0, 0.0)
    assert peak_bounds(grid, Plausible(0, 500), over_s=900).most >= 500


TWA = AverageRule(
    name=RuleName("co-twa"),
    statistic="twa",
    hazard="co",
    unit="ppm",
    limit=81.25,
    deadband=1.0,
    over_s=28800.0,
    divide_by_s=28800.0,
    **HEAD,
)


def test_a_worked_shift_has_the_twa_of_29_cfr_1910_1000() -> None:
    readings = a_stream([150.0] * 120 + [75.0] * 120 + [50.0] * 240)

    (found,) = exposures([TWA], readings, known(TWA), start=NOON, end=after(SHIFT_S))

    assert found.bounds == Bounds(81.25, 81.25, 81.25, 100.0)
    assert found.verdict == "above"


def test_late_repeated_and_unordered_readings_make_the_same_exposure() -> None:
    readings = a_stream([float(value % 90) for value in range(480)])
    mixed = [*readings, *readings[::7]]
    Random(7).shuffle(mixed)  # noqa: S311 - a simulation, not a secret

    def found(rows: list[object]) -> object:
        return exposures([TWA], rows, known(TWA), start=NOON, end=after(SHIFT_S))  # type: ignore[arg-type]

    assert found([*mixed]) == found([*readings])


def test_a_sensor_without_an_end_bounds_nothing_from_above() -> None:
    (found,) = exposures([TWA], a_stream([10.0]), known(TWA), start=NOON, end=after(SHIFT_S))

    assert found.bounds.upper is None
    assert found.verdict == "possibly above"


def test_a_shift_of_92_dba_is_132_0_per_cent_by_the_formula_of_1910_95_appendix_a() -> None:
    assert isinstance(NOISE, DoseRule)
    readings = a_stream([92.0] * 480, hazard="noise")

    (found,) = exposures([NOISE], readings, known(NOISE), start=NOON, end=after(SHIFT_S))

    assert round(found.bounds.estimate, 1) == 132.0
    assert (found.quantity, found.unit) == ("dose", "%")


def test_a_mixture_is_bounded_agent_by_agent() -> None:
    parts = tuple(Part(name, "ppm", limit) for name, limit in (("a", 1000.0), ("b", 200.0), ("c", 200.0)))
    rule: Rule = MixtureRule(
        name=RuleName("mix"),
        parts=parts,
        limit=1.0,
        deadband=0.1,
        over_s=28800.0,
        divide_by_s=28800.0,
        **HEAD,
    )
    readings = a_stream([{"a": 500.0, "b": 45.0, "c": 40.0}] * 480)

    (found,) = exposures([rule], readings, known(rule), start=NOON, end=after(SHIFT_S))

    assert found.bounds.estimate == pytest.approx(0.925, abs=1e-9)
