"""Choose an algorithm by trying each once, on the same folds, with a share of the budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from spotter.learning.algorithms.catalogue import fitting_for
from spotter.learning.algorithms.search import Search
from spotter.learning.budgets import Budget, Seconds
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson, budget_of, parted, preparer_of, rows_of, without_leaks
from spotter.learning.metrics import metric_for
from spotter.learning.splits import Fold
from spotter.learning.tables import Table
from spotter.learning.validation import split_of

AUTO, USUAL = "auto", "boosted_tree"
TRIAL_SHARE = 0.25
"""Of the budget, for all trials together; the rest is the chosen algorithm's."""

CLEARLY = 0.02
"""Share of the loss by which another must beat boosted trees, which gain most by a search."""


class Choice(NamedTuple):
    """The algorithm, what is left to spend on it, and what was seen, in words."""

    algorithm: str
    lesson: Lesson


def chosen(table: Table, lesson: Lesson, clock: Seconds) -> Choice:
    """Try every algorithm that learns from labels; boosted trees stay unless another is clearly better."""
    budget = budget_of(lesson, clock)
    losses = _losses(table, lesson, budget)
    best = min(losses, key=lambda name: losses[name])
    usual = losses.get(USUAL, float("inf"))
    if losses[best] > (1 - CLEARLY) * usual:
        best = USUAL
    said = ", ".join(f"{name} {loss:.4f}" for name, loss in sorted(losses.items(), key=lambda pair: pair[1]))
    notes = (*lesson.notes, f"{best} was chosen by one trial each (loss): {said}")
    gone_s = lesson.gone_s if budget.seconds is None else budget.spent_s
    return Choice(best, replace(lesson, notes=notes, gone_s=gone_s))


def complete(frame: Frame, folds: Iterable[Fold]) -> bool:
    """Tell whether every fold has all classes to learn from."""
    classes = len(frame.problem.classes)
    return all(np.unique(frame.target[fold.train]).size == classes for fold in folds) if classes else True


def _losses(table: Table, lesson: Lesson, budget: Budget) -> dict[str, float]:
    rows = rows_of(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    frame, _ = parted(without_leaks(rows, lesson)[0], lesson)
    task = frame.problem.task
    guide = metric_for(lesson.metric, task).steering
    split = split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s)
    folds = split.folds[:1]
    losses: dict[str, float] = {}
    whole = complete(frame, split.folds[: split.raced])
    for algorithm in fitting_for(task):
        if algorithm.traits.unlabelled or (any(lesson.monotone.values()) and not algorithm.monotone):
            continue
        if not algorithm.lacks_classes and not whole:
            continue
        if losses and budget.over(TRIAL_SHARE):
            break
        once = Budget(budget.seconds, 1, budget.clock, budget.spent_s, lesson.stop)
        search = Search(
            algorithm, frame, folds, guide, once, lesson.seed, lesson.threads, _silent, preparer_of(lesson)
        )
        losses[algorithm.name] = search.run().loss
    return losses


def _silent(_phase: str, _loss: float, _trials: int) -> None:
    """Say nothing: trials to choose by are no progress of the search."""
