"""The arithmetic of preparations on NumPy arrays; bit for bit what plain Python gives (`domain/recipes`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spotter.contracts.preparations import FillFromDonors
from spotter.learning.arrays import Floats

CELLS_AT_ONCE = 200_000
"""Distances that are looked at together: many enough to be quick, few enough for the memory of a function."""


class ArrayArithmetic:
    """Vectors are arrays of doubles."""

    def where(self, flags: Floats, yes: Floats | float, no: Floats | float) -> Floats:
        """Take `yes` where a flag is not 0, else `no`."""
        return np.where(flags != 0.0, yes, no)

    def missing(self, values: Floats) -> Floats:
        """Flag what is missing."""
        return np.isnan(values).astype(np.float64)

    def above(self, values: Floats, limit: Floats | float) -> Floats:
        """Flag what is above a limit; nothing missing is."""
        return np.greater(values, limit).astype(np.float64)

    def shifted(self, values: Floats, rows: int) -> Floats:
        """Give the value so many rows before (after, where negative); missing beyond the ends."""
        found = np.full_like(values, np.nan)
        if abs(rows) >= values.size:
            return found
        if rows >= 0:
            found[rows:] = values[: values.size - rows]
        else:
            found[:rows] = values[-rows:]
        return found

    def median(self, several: Sequence[Floats]) -> Floats:
        """Give the median of those that are not missing, row by row."""
        stack = np.sort(np.stack(several, axis=1), axis=1)
        known = (~np.isnan(stack)).sum(axis=1)
        rows = np.arange(stack.shape[0])
        low = stack[rows, np.maximum(known - 1, 0) // 2]
        high = stack[rows, np.minimum(known // 2, stack.shape[1] - 1)]
        middle: Floats = (low + high) / 2
        return middle

    def occurs(self, flags: Floats) -> bool:
        """Tell whether any flag is set."""
        return bool(flags.any())

    def from_donors(self, columns: Sequence[Floats], fill: FillFromDonors) -> list[Floats]:
        """Fill the missing cells of the columns from their nearest donors."""
        matrix = np.column_stack(list(columns))
        donors = np.array(
            [[np.nan if cell is None else cell for cell in donor] for donor in fill.donors], dtype=np.float64
        ).reshape(len(fill.donors), matrix.shape[1])
        rows = np.flatnonzero(np.isnan(matrix).any(axis=1))
        size = max(1, CELLS_AT_ONCE // max(1, len(fill.donors)))
        for first in range(0, rows.size, size):
            some = rows[first : first + size]
            matrix[some] = _from_donors(matrix[some], donors, fill)
        return [np.ascontiguousarray(matrix[:, at]) for at in range(matrix.shape[1])]


def _from_donors(rows: Floats, donors: Floats, fill: FillFromDonors) -> Floats:
    distances = _distances(rows, donors)
    filled = rows.copy()
    for at in range(rows.shape[1]):
        holes = np.flatnonzero(np.isnan(rows[:, at]))
        if holes.size:
            able = np.flatnonzero(~np.isnan(donors[:, at]))
            values = donors[able, at]
            filled[holes, at] = _nearest_mean(
                distances[np.ix_(holes, able)], values, fill, fill.otherwise[at]
            )
    return filled


def _nearest_mean(distances: Floats, values: Floats, fill: FillFromDonors, otherwise: float) -> Floats:
    """Average the nearest, one by one: of equal distances the first donor counts, in any arithmetic."""
    rows = np.arange(distances.shape[0])
    total, count = np.zeros(rows.size), np.zeros(rows.size)
    for _ in range(min(fill.neighbours, values.size)):
        nearest = distances.argmin(axis=1)
        able = np.isfinite(distances[rows, nearest])
        total = np.where(able, total + values[nearest], total)
        count += able
        distances[rows, nearest] = np.inf
    return np.where(count > 0, total / np.maximum(count, 1.0), otherwise)


def _distances(rows: Floats, donors: Floats) -> Floats:
    """Sum squared differences column by column, so that every arithmetic rounds alike."""
    known, theirs = ~np.isnan(rows), ~np.isnan(donors)
    own, other = np.where(known, rows, 0.0), np.where(theirs, donors, 0.0)
    total, gap = np.zeros((rows.shape[0], donors.shape[0])), np.empty((rows.shape[0], donors.shape[0]))
    for at in range(rows.shape[1]):
        np.subtract(own[:, at, None], other[None, :, at], out=gap)
        np.multiply(gap, gap, out=gap)
        gap[~known[:, at]] = 0.0
        gap[:, ~theirs[:, at]] = 0.0
        total += gap
    mine, yours = known.astype(np.float64), theirs.astype(np.float64)
    shared = mine @ yours.T
    lonely = shared == 0.0
    total *= rows.shape[1] / np.where(lonely, 1.0, shared)
    total[lonely] = np.inf
    return total
