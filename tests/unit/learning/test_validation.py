"""How many folds are raced: the usual number without a clock, and more where there is time to spare."""

from dataclasses import replace

import pytest

from builders.clocks import TickingClock
from builders.tables import a_lesson, a_table
from spotter.learning.arenas import Arena
from spotter.learning.budgets import Budget
from spotter.learning.frames import frame_of
from spotter.learning.metrics import metric_for
from spotter.learning.validation import split_of


@pytest.mark.parametrize(("rows", "raced", "most"), [(250, 15, 15), (800, 5, 15), (7_000, 3, 5)])
def test_folds_are_dealt_again_as_far_as_rows_are_few(rows: int, raced: int, most: int) -> None:
    split = split_of(frame_of(a_table(rows), a_lesson().roles), seed=0)

    assert (split.raced, split.most, split.once) == (raced, most, 5)


@pytest.mark.parametrize(("seconds", "folds"), [(None, 5), (3_600.0, 15), (20.0, 5), (4.0, 1)])
def test_time_to_spare_buys_folds_and_too_little_leaves_fewer(seconds: float | None, folds: int) -> None:
    frame = frame_of(a_table(800), a_lesson().roles)
    split, guide = split_of(frame, seed=0), metric_for(None, "binary")
    budget = Budget(seconds, None if seconds else 1, TickingClock(0.01))

    arena = Arena(frame, replace(split), guide, budget, 0, 1)

    assert len(arena.folds) == folds
    assert arena.target.size == sum(fold.valid.size for fold in arena.folds)
