"""Bounds: what is certain, likely and possible of an exposure when samples are missing.

A sample speaks for its interval; what no sample speaks for is a gap, and a gap held at least the minimum and
at most the maximum that is plausible. Everything is a pure function of the set of samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from spotter.contracts.exposures import Bounds


class Plausible(NamedTuple):
    """What an unmeasured moment may have held, in the weighed unit."""

    least: float
    most: float


class Grid(NamedTuple):
    """A stretch of time cut into sampling intervals: for each the mean of its samples, None for a gap."""

    slots: tuple[float | None, ...]
    interval_s: float


def grid_of(
    samples: Iterable[tuple[float, float]],
    *,
    length_s: float,
    interval_s: float,
    weigh: Callable[[float], float] = lambda value: value,
) -> Grid:
    """Lay samples, `(seconds since the start, value)`, on a grid; order and repetition change nothing.

    Samples outside the stretch are left out; a part of a slot at the end counts as a slot.
    """
    count = max(1, math.ceil(length_s / interval_s))
    found: list[set[tuple[float, float]]] = [set() for _ in range(count)]
    for at, value in samples:
        slot = math.floor(at / interval_s)
        if 0 <= slot < count:
            found[slot].add((at, value))
    means = (
        math.fsum(weigh(value) for _, value in sorted(slot)) / len(slot) if slot else None for slot in found
    )
    return Grid(tuple(means), interval_s)


def total_bounds(grid: Grid, plausible: Plausible, *, divide_by_s: float) -> Bounds:
    """Bound the integral over the whole grid, divided: a TWA with 28,800 s, a dose with 1 s."""
    return _bounds(grid.slots, grid.interval_s, plausible, divide_by_s)


def peak_bounds(grid: Grid, plausible: Plausible, *, over_s: float) -> Bounds:
    """Bound the highest average over any window of this length: a STEL, a ceiling, an hour of WBGT."""
    size = min(max(1, round(over_s / grid.interval_s)), len(grid.slots))
    measured = [0.0, *_running(0.0 if slot is None else slot for slot in grid.slots)]
    present = [0, *(round(each) for each in _running(float(slot is not None) for slot in grid.slots))]
    lower = estimate = upper = -math.inf
    for end in range(size, len(grid.slots) + 1):
        there = present[end] - present[end - size]
        held = measured[end] - measured[end - size]
        missing = size - there
        lower = max(lower, (held + missing * plausible.least) / size)
        upper = max(upper, (held + _filled(missing, plausible.most)) / size)
        if there:
            estimate = max(estimate, held / there)
    coverage = 100 * present[-1] / len(grid.slots)
    slack = 1e-9 * max(1.0, abs(lower))
    return Bounds(
        lower - slack if coverage < _WHOLE else lower,
        min(max(estimate, lower), upper),
        _finite(upper + slack if coverage < _WHOLE else upper),
        coverage,
    )


def mixture_bounds(parts: Sequence[tuple[Bounds, float]]) -> Bounds:
    """Bound the sum of each agent over its limit; the least covered agent gives the coverage."""
    return Bounds(
        sum(bounds.lower / limit for bounds, limit in parts),
        sum(bounds.estimate / limit for bounds, limit in parts),
        _finite(sum(bounds.most / limit for bounds, limit in parts)),
        min((bounds.coverage for bounds, _ in parts), default=0.0),
    )


_WHOLE = 100.0


def _bounds(
    slots: Sequence[float | None], interval_s: float, plausible: Plausible, divide_by_s: float
) -> Bounds:
    present = [slot for slot in slots if slot is not None]
    held, missing = math.fsum(present), len(slots) - len(present)
    filling = held / len(present) if present else plausible.least
    share = interval_s / divide_by_s
    low, high = (held + missing * plausible.least) * share, (held + _filled(missing, plausible.most)) * share
    guess = (held + missing * filling) * share
    return Bounds(low, min(max(guess, low), high), _finite(high), 100 * len(present) / len(slots))


def _filled(missing: int, most: float) -> float:
    return missing * most if missing else 0.0


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _running(values: Iterable[float]) -> Iterable[float]:
    total = 0.0
    for value in values:
        total += value
        yield total
