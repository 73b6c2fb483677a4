"""Chances: how often a difference as large as this comes about where nothing has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence

SMALLEST_EXPECTED = 5.0
"""With fewer expected in a cell chi-square is not what it says it is (Cochran 1954)."""

_TINY = 1e-300
_CLOSE = 1e-15
_MOST_TERMS = 10_000


def homogeneity(before: Sequence[float], after: Sequence[float]) -> float:
    """Give the p-value that two samples fell into the same cells alike (Pearson's chi-square, 1900).

    Cells have to be full enough: see `full_cells`.
    """
    totals = sum(before), sum(after)
    whole = sum(totals)
    statistic = 0.0
    for pair in zip(before, after, strict=True):
        for count, total in zip(pair, totals, strict=True):
            expected = sum(pair) * total / whole
            statistic += (count - expected) ** 2 / expected
    return chi_square_beyond(statistic, len(before) - 1)


def full_cells(before: Sequence[float], after: Sequence[float]) -> list[list[int]]:
    """Put neighbouring cells together until at least five are expected in each; gives their places."""
    smaller = min(sum(before), sum(after)) / (sum(before) + sum(after))
    cells: list[list[int]] = []
    open_cell: list[int] = []
    for place, pair in enumerate(zip(before, after, strict=True)):
        if not sum(pair):
            continue
        open_cell.append(place)
        if sum(before[each] + after[each] for each in open_cell) * smaller >= SMALLEST_EXPECTED:
            cells.append(open_cell)
            open_cell = []
    if open_cell and cells:
        cells[-1] += open_cell
    elif open_cell:
        cells.append(open_cell)
    return cells


def chi_square_beyond(statistic: float, freedom: int) -> float:
    """Give the chance that chi-square is at least this large.

    >>> round(chi_square_beyond(3.841458820694124, 1), 6), chi_square_beyond(1.0, 0)
    (0.05, 1.0)
    """
    if freedom < 1 or statistic <= 0:
        return 1.0
    return _gamma_beyond(freedom / 2, statistic / 2)


def false_discoveries(chances: Sequence[float]) -> list[float]:
    """Give the rate of false discoveries at which each p-value is one (Benjamini and Hochberg 1995).

    >>> false_discoveries([0.01, 0.5, 0.02])
    [0.03, 0.5, 0.03]
    """
    rates, least = [0.0] * len(chances), 1.0
    ranked = sorted(range(len(chances)), key=lambda place: chances[place], reverse=True)
    for behind, place in enumerate(ranked):
        least = min(least, chances[place] * len(chances) / (len(chances) - behind))
        rates[place] = least
    return rates


def _gamma_beyond(shape: float, at: float) -> float:
    """Give the upper incomplete gamma function, regularised (Abramowitz and Stegun 6.5.29, 6.5.31)."""
    scale = math.exp(shape * math.log(at) - at - math.lgamma(shape))
    if at < shape + 1:
        return min(1.0, max(0.0, 1 - scale * _series(shape, at)))
    return min(1.0, scale * _fraction(shape, at))


def _series(shape: float, at: float) -> float:
    term = total = 1 / shape
    for step in range(1, _MOST_TERMS):
        term *= at / (shape + step)
        total += term
        if term < total * _CLOSE:
            break
    return total


def _fraction(shape: float, at: float) -> float:
    """Follow the continued fraction by Lentz's method."""
    beside = at + 1 - shape
    above, below = 1 / _TINY, 1 / beside
    whole = below
    for step in range(1, _MOST_TERMS):
        factor = -step * (step - shape)
        beside += 2
        below = 1 / (factor * below + beside or _TINY)
        above = beside + factor / above or _TINY
        whole *= below * above
        if abs(below * above - 1) < _CLOSE:
            break
    return whole
