"""Which folds fit a frame: by group where there are groups, by time block where there is time, else dealt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.errors import Invalid
from spotter.learning.frames import Frame
from spotter.learning.splits import (
    Fold,
    group_folds,
    group_holdout,
    last_block_holdout,
    stratified_folds,
    stratified_holdout,
    time_folds,
)

FOLDS = 5
RACED_FOLDS = ((5_000, 5), (20_000, 3))
"""Up to so many rows, so many folds are raced; with more, one fold is judge enough and five times as fast."""

GAP_SHARE = 0.01
"""Share of the time span kept free beside a block where nobody said how far windows and labels reach."""

FEWEST_ROWS = 10


@dataclass(frozen=True, eq=False)
class Split:
    """All folds, the most typical first, how many of them to race at most, and how they were made."""

    folds: list[Fold]
    raced: int
    made: str

    def said(self, raced: int) -> str:
        """Say on how many folds something was judged."""
        count = str(raced) if raced == len(self.folds) else f"{raced} of {len(self.folds)}"
        return f"{count} folds {self.made}"


def split_of(frame: Frame, *, seed: int, gap_s: float | None = None) -> Split:
    """Choose the folds.

    Raises:
        Invalid: there are too few rows.
    """
    if frame.target.size < FEWEST_ROWS:
        raise Invalid(
            f"{frame.target.size} labelled rows are too few to learn from", rows=int(frame.target.size)
        )
    folds, made = _all_folds(frame, seed, gap_s)
    raced = next((count for rows, count in RACED_FOLDS if frame.target.size <= rows), 1)
    overall = frame.target.mean()
    folds.sort(key=lambda fold: abs(float(frame.target[fold.valid].mean() - overall)))
    return Split(folds, min(raced, len(folds)), made)


def holdout_of(frame: Frame, share: float, *, seed: int, gap_s: float | None = None) -> Fold:
    """Keep a share of the rows away from all learning: whole groups, the last block of time, or any."""
    if frame.groups is not None:
        return group_holdout(frame.groups, share, seed=seed)
    if frame.times is not None:
        return last_block_holdout(frame.times, share, gap_s=_gap(frame, gap_s))
    return stratified_holdout(frame.target, share, seed=seed)


def _all_folds(frame: Frame, seed: int, gap_s: float | None) -> tuple[list[Fold], str]:
    if frame.groups is not None and np.unique(frame.groups).size > 1:
        return group_folds(frame.groups, FOLDS, seed=seed), "by group"
    weakened = "" if frame.groups is None else ", as there is one group only"
    if frame.times is not None and np.unique(frame.times).size >= FOLDS:
        gap = _gap(frame, gap_s)
        return time_folds(frame.times, FOLDS, gap_s=gap), f"by time block, {gap:g} s apart{weakened}"
    return stratified_folds(frame.target, FOLDS, seed=seed), f"dealt at random{weakened}"


def _gap(frame: Frame, gap_s: float | None) -> float:
    if gap_s is not None or frame.times is None:
        return gap_s or 0.0
    return GAP_SHARE * float(np.ptp(frame.times))
