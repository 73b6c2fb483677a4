"""Fewer rows where the budget is too small for all: a model of some rows beats a few rounds on all."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np

from spotter.learning.arenas import FIXED, PROBES
from spotter.learning.budgets import Budget
from spotter.learning.frames import Frame
from spotter.learning.splits import stratified_holdout

PROBE_ROWS = 2_000
"""So many rows tell how long binning and a round take."""

ENOUGH_ROUNDS = 250
"""Rounds over all rows that a budget should buy: a short search and a final model."""

BINNINGS = 2.0
"""The rows are binned once, and copied for the folds."""

FEWEST = 1_000

MATRIX_BYTES = 12.0
"""Bytes a cell: eight in the matrix, one in the bins, and their copies for folds."""

MEMORY_SHARE = 0.5
"""Share of a memory cap that the rows may take; the interpreter, histograms and scores take the rest."""


def affordable(
    frame: Frame, budget: Budget, *, seed: int, memory_mb: float | None = None
) -> tuple[Frame, tuple[str, ...]]:
    """Give the rows that time and memory allow, and a warning where they are not all."""
    by_time, by_memory = _by_time(frame, budget), _by_memory(frame, memory_mb)
    share, rows = min(by_time, by_memory, 1.0), frame.target.size
    if share == 1.0 or rows <= FEWEST:
        return frame, ()
    sample = _sampled(frame, max(share, FEWEST / rows), seed)
    what, more = (
        (f"{budget.seconds:g} s are", f"a budget of {_enough_s(budget, by_time):.0f} s")
        if by_time <= by_memory
        else (f"{memory_mb:g} MB are", "more --memory")
    )
    return sample, (f"{what} enough for {sample.target.size} of {rows} rows: give {more} for all of them",)


def _by_time(frame: Frame, budget: Budget) -> float:
    if budget.seconds is None or frame.target.size <= FEWEST:
        return 1.0
    need_s = _need_s(frame, budget)
    return max(0.0, budget.fitting_s) / need_s if need_s else 1.0


def _need_s(frame: Frame, budget: Budget) -> float:
    """Estimate from some rows what binning and rounds on all would take; a thread, as it may get no more."""
    rows = min(PROBE_ROWS, frame.target.size)
    some = np.linspace(0, frame.target.size - 1, rows).astype(np.int64)
    started = budget.clock()
    data = lgb.Dataset(frame.matrix[some], frame.target[some], params=FIXED).construct()
    binned = budget.clock()
    booster = lgb.Booster({**FIXED, "objective": "regression", "num_threads": 1}, data)
    for _ in range(PROBES):
        booster.update()
    round_s = (budget.clock() - binned) / PROBES
    trees = len(frame.problem.classes) if frame.problem.task == "multiclass" else 1
    return frame.target.size / rows * (BINNINGS * (binned - started) + trees * ENOUGH_ROUNDS * round_s)


def _enough_s(budget: Budget, share: float) -> float:
    return budget.spent_s + budget.closing_s + 1.2 * budget.fitting_s / max(share, 1e-3)


def _by_memory(frame: Frame, memory_mb: float | None) -> float:
    if memory_mb is None:
        return 1.0
    return MEMORY_SHARE * memory_mb * 1e6 / (MATRIX_BYTES * frame.matrix.size)


def _sampled(frame: Frame, share: float, seed: int) -> Frame:
    """Take rows by the label's order, so that rare classes and far values stay in their share."""
    fold = stratified_holdout(frame.target, share, seed=seed)
    return frame.taken(fold.valid)
