"""Exact sums of many columns at once: what `math.fsum` says of each, bit for bit.

Rows are added in order, and what each addition rounds away is found without error (Knuth's TwoSum) and added
up beside it. The two together are off by a known bound; where that bound leaves open to which number the sum
rounds, which is rare, `math.fsum` decides.
"""

from __future__ import annotations

import math

import numpy as np

from spotter.learning.arrays import Floats

UNIT = 2.0**-52
"""Twice the largest relative error of one addition, so that the bound is on the safe side."""


def exact_sums(terms: Floats) -> Floats:
    """Sum each column of a matrix with at least one row; every sum is rounded once.

    >>> exact_sums(np.array([[1e16, 1.0], [1.0, 2.0], [-1e16, 3.0]])).tolist()
    [1.0, 6.0]
    """
    high, low, lost = _added(terms)
    sums = high + low
    rest = _error(high, low, sums)
    bound = lost * (2 * len(terms) * UNIT)
    sure = (sums + (rest + bound) == sums) & (sums + (rest - bound) == sums)
    if not sure.all():
        open_ = np.flatnonzero(~sure)
        sums[open_] = [math.fsum(column) for column in terms[:, open_].T.tolist()]
    return sums


def _added(terms: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the rounded sums, the sums of what was rounded away, and those of its sizes."""
    high = terms[0] + 0.0
    low, lost = np.zeros_like(high), np.zeros_like(high)
    total, back, error = np.empty_like(high), np.empty_like(high), np.empty_like(high)
    for term in terms[1:]:
        np.add(high, term, out=total)
        np.subtract(total, high, out=back)
        np.subtract(term, back, out=error)
        np.subtract(total, back, out=back)
        np.subtract(high, back, out=back)
        error += back
        low += error
        lost += np.abs(error, out=error)
        high, total = total, high
    return high, low, lost


def _error(one: Floats, other: Floats, total: Floats) -> Floats:
    back = total - one
    return np.asarray((one - (total - back)) + (other - back), dtype=np.float64)
