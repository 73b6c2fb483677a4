"""Lessons: what is to be learned, within what, and where its line is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from spotter.contracts.preparations import Preparation
from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.options import step_name
from spotter.domain.recipes.sentences import not_live
from spotter.domain.verdicts import FEWEST_OF_A_KIND
from spotter.errors import Invalid
from spotter.learning import calibrate
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget, Seconds
from spotter.learning.frames import Frame, Roles
from spotter.learning.leaks import leaks_of
from spotter.learning.limits import UNLIMITED, Limits
from spotter.learning.metrics import METRICS, Metric, metric_named
from spotter.learning.shifts import alarm_budget
from spotter.learning.validation import holdout_of

if TYPE_CHECKING:
    from spotter.learning.prepare.folds import Preparer


@dataclass(frozen=True)
class Lesson:
    """What to learn and what may be spent on it: `budget_s`, `trials`, or both.

    Trials alone make a run that can be repeated exactly. `gap_s` is how far windows and labels reach in time.
    At most one of the two false-alarm budgets draws the decision line; else the best F1 (or accuracy) does.
    `notes` go onto the card. `monotone` says that outputs never fall (1) or
    never rise (-1) with a feature. `recipe` is fitted on the training rows of each fold.
    `before` holds parameters of models that did well; they are tried first.
    `gone_s` seconds of the budget were gone before, by starting and reading; `stop` is asked whether to come
    to an end: the search ends at the next look at the clock, and the best so far is fitted quickly.
    A model keeps within `limits`; `proved` ones are compared with their library when all is done.
    """

    roles: Roles
    metric: str | None = None
    budget_s: float | None = 60.0
    trials: int | None = None
    seed: int = 0
    threads: int = 2
    holdout_share: float = 0.0
    gap_s: float | None = None
    false_alarms_per_thousand: float | None = None
    false_alarms_per_device_hour: float | None = None
    notes: tuple[str, ...] = ()
    exclude_leaks: bool = False
    monotone: Mapping[str, int] = field(default_factory=dict)
    before: tuple[Mapping[str, object], ...] = ()
    memory_mb: float | None = None
    gone_s: float = 0.0
    stop: Callable[[], bool] = lambda: False
    recipe: Recipe | None = None
    recipe_version: str | None = None
    limits: Limits = UNLIMITED
    proved: bool = False


def budget_of(lesson: Lesson, clock: Seconds) -> Budget:
    """Start the clock, or raise Invalid where the lesson cannot be meant."""
    if lesson.budget_s is None and lesson.trials is None:
        raise Invalid("a training needs a budget: seconds, trials, or both")
    if (lesson.budget_s is not None and lesson.budget_s <= 0) or (
        lesson.trials is not None and lesson.trials < 1
    ):
        raise Invalid("a budget must be more than nothing", seconds=lesson.budget_s, trials=lesson.trials)
    if lesson.metric is not None and metric_named(lesson.metric) is None:
        known = ", ".join(sorted(METRICS))
        raise Invalid(f"there is no metric named {lesson.metric}; there are: {known}", metric=lesson.metric)
    if lesson.false_alarms_per_device_hour is not None and lesson.roles.time is None:
        raise Invalid("false alarms per device-hour need a time column")
    return Budget(lesson.budget_s, lesson.trials, clock, lesson.gone_s, lesson.stop)


def without_leaks(frame: Frame, lesson: Lesson) -> tuple[Frame, tuple[str, ...]]:
    """Warn of features that give the label away, and leave them out where the lesson says so."""
    leaks = leaks_of(frame, seed=lesson.seed)
    if not leaks or not lesson.exclude_leaks:
        return frame, tuple(leak.sentence for leak in leaks)
    said = (
        f"column {leak.feature} was left out: {leak.kind} that tells {leak.share:.0%} of the label"
        for leak in leaks
    )
    return frame.without({leak.feature for leak in leaks}), tuple(said)


def preparer_of(lesson: Lesson) -> Preparer | None:
    """Take the lesson's recipe to its columns; None without one."""
    if lesson.recipe is None:
        return None
    from spotter.learning.prepare.folds import Preparer

    return Preparer(lesson.recipe, lesson.roles.group, lesson.roles.time, lesson.recipe_version)


def said_of(preparation: Preparation | None) -> tuple[str, ...]:
    """Say on the card how rows are prepared, and what was done to training rows only."""
    if preparation is None:
        return ()
    steps = ", ".join(step_name(type(step)) for step in preparation.recipe.steps)
    name = preparation.version or "a recipe"
    return (
        f"rows are prepared by {name}: {steps}",
        *preparation.training_only,
        *preparation.notes,
        *not_live(preparation.recipe),
    )


def rows_of(frame: Frame, lesson: Lesson) -> Frame:
    """Give the rows as the lesson's recipe resamples them, before anything is split."""
    preparer = preparer_of(lesson)
    return frame if preparer is None else preparer.resampled(frame)


def directions(frame: Frame, lesson: Lesson) -> tuple[int, ...]:
    """Give each feature's direction, 0 for free ones; none at all where nothing is constrained.

    Raises:
        Invalid: a constrained column is no numeric feature, or the label has no order.
    """
    if not lesson.monotone:
        return ()
    if lesson.recipe is not None:
        raise Invalid("a recipe changes the columns, so no direction can be promised; leave --monotone out")
    if frame.problem.task == "multiclass":
        raise Invalid("a label of several classes has no order; leave --monotone out")
    numeric = [name for name in frame.features if name not in frame.categories]
    for name in lesson.monotone:
        if name not in numeric:
            raise Invalid(
                f"{name} is no numeric feature, so it has no direction; there are: {', '.join(numeric)}"
            )
    return tuple(lesson.monotone.get(name, 0) for name in frame.features)


def parted(whole: Frame, lesson: Lesson) -> tuple[Frame, Frame | None]:
    """Keep the holdout away, or raise Invalid where it takes too much."""
    if not lesson.holdout_share:
        return whole, None
    if not 0 < lesson.holdout_share < 1:
        raise Invalid("the holdout is a share between 0 and 1", share=lesson.holdout_share)
    fold = holdout_of(whole, lesson.holdout_share, seed=lesson.seed, gap_s=lesson.gap_s)
    frame = whole.taken(fold.train)
    if np.unique(frame.target).size == 1:
        raise Invalid(
            "without the holdout one class is left to learn from; choose a smaller share or another seed"
        )
    return frame, whole.taken(fold.valid)


def scarcity(unseen: Frame | None) -> tuple[str, ...]:
    """Say which classes a holdout has too few rows of to judge anything by."""
    if unseen is None:
        return ()
    counts = [(name, int(np.sum(unseen.target == at))) for at, name in enumerate(unseen.problem.classes)]
    return tuple(
        f"the holdout has {count} rows of class {name}, so scores on it are chance: "
        f"collect {FEWEST_OF_A_KIND - count} more, or keep a larger share away"
        for name, count in counts
        if count < FEWEST_OF_A_KIND
    )


def line_of(judged: Frame, outputs: Floats, metric: Metric, lesson: Lesson) -> calibrate.Threshold | None:
    """Draw the decision line of two classes where the lesson wants it."""
    if judged.problem.task != "binary":
        return None
    alarms = alarm_budget(metric.name, judged)
    if alarms is not None:
        return alarms.line(judged.target, outputs)
    if lesson.false_alarms_per_thousand is not None:
        allowed = lesson.false_alarms_per_thousand * judged.target.size / 1000
        return calibrate.within_alarm_budget(judged.target, outputs, allowed=allowed)
    if lesson.false_alarms_per_device_hour is not None and judged.times is not None:
        allowed = lesson.false_alarms_per_device_hour * calibrate.device_hours(judged.times, judged.groups)
        return calibrate.within_alarm_budget(judged.target, outputs, allowed=allowed)
    best = calibrate.best_accuracy if metric.name == "accuracy" else calibrate.best_f1
    return best(judged.target, outputs)
