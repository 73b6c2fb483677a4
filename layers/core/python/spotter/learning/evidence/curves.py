"""Curves: how hits and false alarms trade, and whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np

from spotter.contracts.evidence import Bin, Point
from spotter.learning.arrays import Floats

MOST_POINTS = 200
BINS = 10


def roc(target: Floats, scores: Floats) -> tuple[Point, ...]:
    """Give the share of false alarms (x) and of hits (y), from the highest line to the lowest."""
    hits, false = _counts(target, scores)
    return _points(np.append(0.0, false / max(false[-1], 1)), np.append(0.0, hits / max(hits[-1], 1)))


def precision(target: Floats, scores: Floats) -> tuple[Point, ...]:
    """Give recall (x) and precision (y)."""
    hits, false = _counts(target, scores)
    return _points(hits / max(hits[-1], 1), hits / (hits + false))


def reliability(target: Floats, scores: Floats) -> tuple[Bin, ...]:
    """Put rows with about the same probability together and count how often it came true."""
    parts = np.array_split(np.argsort(scores, kind="stable"), BINS)
    return tuple(
        Bin(float(scores[rows].mean()), float((target[rows] > 0).mean()), int(rows.size))
        for rows in parts
        if rows.size
    )


def expected_error(bins: tuple[Bin, ...]) -> float:
    """Give the mean distance between what was said and what came true, by rows."""
    rows = sum(each.rows for each in bins)
    return sum(each.rows * abs(each.predicted - each.observed) for each in bins) / max(rows, 1)


def _counts(target: Floats, scores: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), target.size - 1)
    hits = np.cumsum(target[order] > 0)[last].astype(np.float64)
    return hits, last + 1 - hits


def _points(x: Floats, y: Floats) -> tuple[Point, ...]:
    kept = np.unique(np.linspace(0, x.size - 1, min(MOST_POINTS, x.size)).astype(np.int64))
    return tuple(Point(float(a), float(b)) for a, b in zip(x[kept], y[kept], strict=True))
