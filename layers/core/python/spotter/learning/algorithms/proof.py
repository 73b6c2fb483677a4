"""Save, load, score: what scores live must say what the training library says, row for row."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from spotter.contracts.learning import Proof
from spotter.domain.recipes.prepared_models import PreparedModel, evenly, smooths
from spotter.errors import Corrupt
from spotter.learning.arrays import Floats
from spotter.ports.scorer import Booster, LoadBooster

ROWS = 10_000
TOLERANCE = 1e-9
"""Largest difference, absolute for probabilities and relative for large values: sums run in another order."""

GAPS = 0.05
"""Share of the values that are taken away, because live windows have gaps that training sets lack."""


def prove(
    text: str, says: Callable[[Floats], Floats], matrix: Floats, load: LoadBooster, *, seed: int
) -> Proof:
    """Compare the live scorer with the library on rows of the data, half of them shuffled and with gaps.

    Raises:
        Corrupt: they differ.
    """
    rows = proof_rows(matrix, seed=seed)
    with ThreadPoolExecutor(1) as beside:
        expecting = beside.submit(says, rows)
        scored, row_us = _timed(load(text), rows.tolist())
        expected = expecting.result().reshape(len(rows), -1)
    if scored.shape != expected.shape:
        raise Corrupt(f"the exported model gives {scored.shape[1]} outputs a row, not {expected.shape[1]}")
    difference = float(np.max(np.abs(scored - expected) / np.maximum(1.0, np.abs(expected))))
    if not difference <= TOLERANCE:
        raise Corrupt(
            f"the exported model differs by {difference:.3g} from the one that was trained", rows=len(rows)
        )
    return Proof(
        rows=len(rows),
        largest_difference=difference,
        tolerance=TOLERANCE,
        row_us=row_us,
        text_bytes=len(text.encode()),
    )


def _timed(model: Booster, rows: list[list[float]]) -> tuple[Floats, float]:
    """Score rows, and say how many microseconds a row took this thread."""
    started = time.thread_time()
    scored = np.array(_scored(model, rows))
    return scored, 1e6 * (time.thread_time() - started) / len(rows)


def _scored(booster: Booster, rows: list[list[float]]) -> list[list[float]]:
    """Score rows; for a recipe that smooths they are those of one device at even times."""
    if isinstance(booster, PreparedModel) and smooths(booster.preparation):
        return booster.score_in_time(rows, evenly(booster.preparation, len(rows)))
    return booster.score(rows)


def proof_rows(matrix: Floats, *, seed: int, count: int = ROWS) -> Floats:
    """Draw rows: half as they were, half with every column drawn by itself and values missing."""
    rng = np.random.default_rng(seed)
    rows = matrix[rng.integers(0, len(matrix), count)]
    strange = rows[count // 2 :]
    for at in range(matrix.shape[1]):
        strange[:, at] = rng.permutation(strange[:, at])
    strange[rng.random(strange.shape) < GAPS] = np.nan
    return rows
