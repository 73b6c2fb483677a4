"""Fewer rows where the budget is too small for all: a model of some rows beats a few rounds on all."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np

from spotter.learning.arenas import FIXED
from spotter.learning.budgets import Budget
from spotter.learning.frames import Frame
from spotter.learning.splits import stratified_holdout

PROBE_ROWS = (2_000, 10_000)
"""So many rows tell how long binning and a round take: few first, and more where that took little."""

PROBE_SHARE = 0.01
"""Share of the budget that a probe may take for another to follow."""

ROUNDS_A_PROBE = 4
"""The fastest of so many rounds is taken: what a busy machine adds to one is no property of the rows."""

ENOUGH_ROUNDS = 120
"""Rounds over all rows that a budget should buy: a short search and a final model.

With 250 the phone set was sampled (5 classes, 4,178 rows, 30 s) although all rows bought 1,200 rounds.
"""

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
    need_s, begun = 0.0, budget.clock()
    for rows in PROBE_ROWS:
        need_s = _probed_s(frame, budget, min(rows, frame.target.size))
        if rows >= frame.target.size or budget.clock() - begun > PROBE_SHARE * (budget.seconds or 0.0):
            break
    return need_s


def _probed_s(frame: Frame, budget: Budget, rows: int) -> float:
    some = np.linspace(0, frame.target.size - 1, rows).astype(np.int64)
    started = budget.clock()
    data = lgb.Dataset(frame.matrix[some], frame.target[some], params=FIXED).construct()
    binning_s = budget.clock() - started
    booster = lgb.Booster({**FIXED, "objective": "regression", "num_threads": 1}, data)
    rounds_s = []
    for _ in range(ROUNDS_A_PROBE):
        started = budget.clock()
        booster.update()
        rounds_s.append(budget.clock() - started)
    trees = len(frame.problem.classes) if frame.problem.task == "multiclass" else 1
    return frame.target.size / rows * (BINNINGS * binning_s + trees * ENOUGH_ROUNDS * min(rounds_s))


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
