"""Folds that do not flatter: no group and no moment stands on both sides.

Every row is validated in exactly one fold. Everything is a function of its arguments; seeds are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Flags, Floats, Ints, Keys


@dataclass(frozen=True, eq=False)
class Fold:
    """Row numbers to learn from and row numbers to be judged on."""

    train: Ints
    valid: Ints


def group_folds(groups: Keys, count: int, *, seed: int) -> list[Fold]:
    """Keep each group whole; folds of about equal size; as many folds as there are groups at most.

    Raises:
        Invalid: there is only one group.
    """
    names, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if names.size < 2:  # noqa: PLR2004 - two sides need two groups
        raise Invalid("a split by group needs at least two groups", groups=int(names.size))
    count = min(count, int(names.size))
    shuffled = np.random.default_rng(seed).permutation(names.size)
    fold_of = np.empty(names.size, dtype=np.int64)
    filled = np.zeros(count, dtype=np.int64)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[group] = filled.argmin()
        filled[fold_of[group]] += sizes[group]
    return _folds(fold_of[member], count)


def time_folds(times: Floats, count: int, *, gap_s: float) -> list[Fold]:
    """Cut time into blocks; what lies within `gap_s` of a block is kept out of its training rows.

    Raises:
        Invalid: a block leaves nothing to learn from.
    """
    order = np.argsort(times, kind="stable")
    blocks = [np.sort(block) for block in np.array_split(order, min(count, times.size)) if block.size]
    folds = [Fold(np.flatnonzero(_far(times, times[block], gap_s)), block) for block in blocks]
    if any(fold.train.size == 0 for fold in folds):
        raise Invalid("the time column leaves nothing to learn from beside a block", gap_s=gap_s)
    return folds


def stratified_folds(target: Floats, count: int, *, seed: int) -> list[Fold]:
    """Deal shuffled rows out class by class, so that each fold has about the same shares."""
    order = np.random.default_rng(seed).permutation(target.size)
    dealt = order[np.argsort(target[order], kind="stable")]
    fold_of = np.empty(target.size, dtype=np.int64)
    fold_of[dealt] = np.arange(target.size) % count
    return _folds(fold_of, count)


def group_holdout(groups: Keys, share: float, *, seed: int) -> Fold:
    """Keep whole groups away until they hold about `share` of the rows; at least one stays on each side.

    Raises:
        Invalid: there is only one group.
    """
    names, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if names.size < 2:  # noqa: PLR2004 - two sides need two groups
        raise Invalid("a holdout by group needs at least two groups", groups=int(names.size))
    kept = np.zeros(names.size, dtype=np.bool_)
    for group in np.random.default_rng(seed).permutation(names.size)[:-1]:
        if sizes[kept].sum() >= share * groups.size:
            break
        kept[group] = True
    return _fold(kept[member])


def last_block_holdout(times: Floats, share: float, *, gap_s: float) -> Fold:
    """Keep the last `share` of the rows in time away, and a gap before them out of training.

    Raises:
        Invalid: nothing is left to learn from.
    """
    order = np.argsort(times, kind="stable")
    block = np.sort(order[times.size - max(1, round(share * times.size)) :])
    train = np.flatnonzero(_far(times, times[block], gap_s))
    if train.size == 0:
        raise Invalid("the holdout leaves nothing to learn from", share=share)
    return Fold(train, block)


def stratified_holdout(target: Floats, share: float, *, seed: int) -> Fold:
    """Keep about `share` of the rows away, with the same shares of classes."""
    order = np.random.default_rng(seed).permutation(target.size)
    dealt = order[np.argsort(target[order], kind="stable")]
    steps = np.floor(np.arange(1, target.size + 1) * share) > np.floor(np.arange(target.size) * share)
    kept = np.zeros(target.size, dtype=np.bool_)
    kept[dealt[steps]] = True
    return _fold(kept)


def _far(times: Floats, block: Floats, gap_s: float) -> Flags:
    far: Flags = (times < block.min() - gap_s) | (times > block.max() + gap_s)
    return far


def _folds(fold_of: Ints, count: int) -> list[Fold]:
    return [_fold(fold_of == number) for number in range(count)]


def _fold(valid: Flags) -> Fold:
    return Fold(np.flatnonzero(~valid), np.flatnonzero(valid))
