"""Isotonic calibration: a rising line through what was observed, from rows that the model had not seen.

Blocks are pooled until shares of danger rise with what the model says (M. Ayer et al., Annals of Mathematical
Statistics 26, 1955); the line runs through the middle of each block, so no two probabilities become one.
"""

from __future__ import annotations

import numpy as np

from spotter.domain.evaluators.calibrated_models import Line
from spotter.learning.arrays import Floats
from spotter.learning.platt import log_odds, logistic

LEAST_ROWS = 30
"""A block has so many rows at least: a share of fewer is chance."""

PRIOR = 1.0
"""So many imagined rows in each block say what the model said, so that no share is 0 or 1."""


def fitted_line(target: Floats, probabilities: Floats) -> Line:
    """Find the line."""
    order = np.argsort(probabilities, kind="stable")
    counts, hits, sums = _dealt(target[order], probabilities[order])
    said, meant = [], []
    for count, hit, total in _pooled(counts, hits, sums):
        mean = total / count
        said.append(float(log_odds(np.array(mean))))
        meant.append(float(log_odds(np.array((hit + PRIOR * mean) / (count + PRIOR)))))
    rising = np.maximum.accumulate(meant)
    apart = np.append(True, np.diff(said) > 0)
    return Line(tuple(np.array(said)[apart].tolist()), tuple(rising[apart].tolist()))


def along(line: Line, probabilities: Floats) -> Floats:
    """Bend probabilities along a line, as the live scorer does."""
    odds, said, meant = log_odds(probabilities), np.array(line.said), np.array(line.meant)
    inside = np.interp(odds, said, meant)
    beyond = np.where(odds > said[-1], odds - said[-1], np.minimum(odds - said[0], 0.0))
    return logistic(inside + beyond)


def _dealt(target: Floats, probabilities: Floats) -> tuple[Floats, Floats, Floats]:
    """Deal ordered rows into small blocks: rows, rows of the second class, the sum of what was said."""
    blocks = max(1, target.size // LEAST_ROWS)
    of = np.minimum(np.arange(target.size) * blocks // target.size, blocks - 1)
    counts, hits, sums = (np.bincount(of, weights=each) for each in (np.ones(of.size), target, probabilities))
    return np.asarray(counts, np.float64), np.asarray(hits, np.float64), np.asarray(sums, np.float64)


def _pooled(counts: Floats, hits: Floats, sums: Floats) -> list[tuple[float, float, float]]:
    """Pool neighbours until the share of hits rises from block to block."""
    pooled: list[tuple[float, float, float]] = []
    for count, hit, total in zip(counts.tolist(), hits.tolist(), sums.tolist(), strict=True):
        block = (count, hit, total)
        while pooled and pooled[-1][1] * block[0] >= block[1] * pooled[-1][0]:
            before = pooled.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        pooled.append(block)
    return pooled
