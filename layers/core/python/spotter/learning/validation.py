"""Which folds fit a frame: by group where there are groups, by time block where there is time, else dealt."""

from __future__ import annotations

from collections.abc import Iterator
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

TINY_ROWS = 300
"""Up to so many rows, chance in the dealing of folds outweighs the difference between arms."""

SMALL_ROWS = 2_000
"""Up to so many rows, folds are dealt again where there is time to race them all."""

SPARE_FOLDS = 20_000
"""Up to so many rows, all folds are raced where there is time."""

AGAIN = (1_000, 2_000)
"""What is added to the seed for the further dealings of tiny sets."""


@dataclass(frozen=True, eq=False)
class Split:
    """All folds, the most typical first, how many of them to race, and how they were made.

    `most` of them are worth racing where there is time to spare.
    """

    folds: list[Fold]
    raced: int
    made: str
    warnings: tuple[str, ...] = ()
    repeats: int = 1
    most: int = 1

    @property
    def once(self) -> int:
        """How many folds validate every row exactly once; the further ones repeat that with other seeds."""
        return len(self.folds) // self.repeats

    def said(self, raced: int) -> str:
        """Say on how many folds something was judged."""
        count = str(self.once) if raced >= self.once else f"{raced} of {self.once}"
        again = f", {self.repeats} times in the search" if self.repeats > 1 and raced > self.once else ""
        return f"{count} folds {self.made}{again}"


def split_of(frame: Frame, *, seed: int, gap_s: float | None = None) -> Split:
    """Choose the folds.

    Raises:
        Invalid: there are too few rows.
    """
    if frame.target.size < FEWEST_ROWS:
        raise Invalid(
            f"{frame.target.size} labelled rows are too few to learn from: bring {FEWEST_ROWS} or more",
            rows=int(frame.target.size),
        )
    folds, made = _ordered(frame, seed, gap_s)
    once, repeats = len(folds), 1
    rows = frame.target.size
    if rows <= SMALL_ROWS and not made.startswith("by time"):
        folds = [*folds, *(fold for more in AGAIN for fold in _ordered(frame, seed + more, gap_s)[0])]
        repeats = 1 + len(AGAIN)
    usual = min(next((count for most, count in RACED_FOLDS if rows <= most), 1), once)
    raced = len(folds) if rows <= TINY_ROWS else usual
    weak = tuple(_weaknesses(frame, folds[:once], made))
    return Split(folds, raced, made, weak, repeats, most=len(folds) if rows <= SPARE_FOLDS else raced)


def holdout_of(frame: Frame, share: float, *, seed: int, gap_s: float | None = None) -> Fold:
    """Keep a share of the rows away from all learning: whole groups, the last block of time, or any."""
    if frame.groups is not None:
        return group_holdout(frame.groups, share, seed=seed)
    if frame.times is not None:
        return last_block_holdout(frame.times, share, gap_s=_gap(frame, gap_s))
    return stratified_holdout(frame.target, share, seed=seed)


def _ordered(frame: Frame, seed: int, gap_s: float | None) -> tuple[list[Fold], str]:
    folds, made = _all_folds(frame, seed, gap_s)
    overall = frame.target.mean()
    folds.sort(key=lambda fold: abs(float(frame.target[fold.valid].mean() - overall)))
    return folds, made


def _weaknesses(frame: Frame, folds: list[Fold], made: str) -> Iterator[str]:
    """Say what keeps this split from being what it should be."""
    if frame.groups is not None and not made.startswith("by group"):
        yield (
            f"all rows are of one group, so the split is {made} and says nothing about new groups: "
            "bring rows of others"
        )
    if made.startswith("by group") and len(folds) < FOLDS:
        yield (
            f"there are {len(folds)} groups only, so there are {len(folds)} folds and scores vary widely: "
            f"bring {FOLDS} groups or more"
        )
    if frame.times is not None and frame.groups is None and not made.startswith("by time"):
        yield f"the time column has fewer than {FOLDS} different times, so the split is {made}"
    if frame.problem.task != "regression":
        lacking = sum(np.unique(frame.target[f.train]).size < len(frame.problem.classes) for f in folds)
        if lacking:
            yield (
                f"{lacking} of {len(folds)} folds lack a class to learn: it is in too few {_what(made)}; "
                "bring it from others"
            )


def _what(made: str) -> str:
    return (
        "groups" if made.startswith("by group") else "time blocks" if made.startswith("by time") else "rows"
    )


def _check_groups(frame: Frame) -> None:
    if frame.groups is not None and np.unique(frame.groups).size == frame.groups.size:
        raise Invalid(
            f"each of the {frame.groups.size} rows is a group of its own, so no fold can keep rows "
            "of a group together: name the column that rows share, or leave --group out"
        )


def _all_folds(frame: Frame, seed: int, gap_s: float | None) -> tuple[list[Fold], str]:
    _check_groups(frame)
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
