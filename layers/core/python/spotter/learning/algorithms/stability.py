"""How alike models of different folds order the same rows: what is learned without a label must be that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spotter.domain.verdicts import STABILITY_FLOOR
from spotter.learning.algorithms.port import Fitted
from spotter.learning.arrays import Floats

COMPARED = 2
"""Models of so many folds are compared, as validation asks of them."""


def alike(models: Sequence[Fitted], rows: Floats) -> float:
    """Give Spearman's rank correlation (-1 to 1) of two folds' models on rows; 0 where one says nothing."""
    ranks = [_ranks(model.margins(rows)) for model in models[:COMPARED]]
    if len(ranks) < COMPARED or any(not each.std() for each in ranks):
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def lacking(stability: float) -> float:
    """Say how far below validation's floor a stability is; 0 where it is not.

    >>> lacking(0.6), lacking(0.25)
    (0.0, 0.25)
    """
    return max(0.0, STABILITY_FLOOR - stability)


def _ranks(values: Floats) -> Floats:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)
