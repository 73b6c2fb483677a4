"""From a table to a model with its card: the one way in, for the command line and the train function."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import lightgbm as lgb
import numpy as np

from spotter.errors import Invalid
from spotter.learning import calibrate
from spotter.learning.arenas import Arena
from spotter.learning.arms import Arm, Report
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget, Progress, Seconds, Step, quiet
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.frames import Frame, Roles, frame_of
from spotter.learning.metrics import METRICS, Metric, metric_for
from spotter.learning.models import OutOfFold, TrainedModel, digest_of
from spotter.learning.race import Race
from spotter.learning.refit import refit
from spotter.learning.tables import Table
from spotter.learning.validation import holdout_of, split_of


@dataclass(frozen=True)
class Lesson:
    """What to learn and what may be spent on it: `budget_s`, `trials`, or both.

    Trials alone make a run that can be repeated exactly. `gap_s` is how far windows and labels reach in time.
    At most one of the two false-alarm budgets draws the decision line; else the best F1 (or accuracy) does.
    `notes` go onto the card.
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


def train_model(
    table: Table,
    lesson: Lesson,
    *,
    at: datetime | None = None,
    progress: Progress = quiet,
    clock: Seconds = time.monotonic,
) -> TrainedModel:
    """Find, fit and describe the best model the budget buys; Ctrl-C gives the best so far.

    Raises:
        Invalid: the data cannot be learned from, and the sentence says why.
    """
    budget = _budget(lesson, clock)
    frame, unseen = _parted(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    metric = metric_for(lesson.metric, frame.problem.task)
    split = split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s)
    arena = Arena(frame, split, METRICS[metric.guide], budget, lesson.seed, lesson.threads)
    race = Race(arena, _reporter(arena, progress))
    winner = race.run()
    final = refit(winner, race.tell)

    judged = frame.taken(np.concatenate([fold.valid for fold in arena.folds[: split.once]]))
    outputs = winner.outputs[: judged.target.size]
    findings = Findings(
        frame=frame,
        split=split.said(len(arena.folds)),
        folds=Judged(judged.target, outputs),
        holdout=_judged(final.text, unseen, lesson.threads),
        threshold=_threshold(judged, outputs, metric, lesson),
        params=arena.settings(winner.params) | {"learning_rate": final.rate},
        trials=race.arms,
        rounds=final.rounds,
        spent_s=budget.spent_s,
        sha256=digest_of(final.text),
        data_sha256=table.digest,
        notes=lesson.notes,
        warnings=split.warnings,
    )
    card = card_of(
        findings, lesson.roles.label, metric.name, lesson.seed, lesson.budget_s, at or datetime.now(UTC)
    )
    return TrainedModel(card, final.text, _out_of_fold(judged, outputs))


def _reporter(arena: Arena, progress: Progress) -> Report:
    budget = arena.budget

    def report(phase: str, arm: Arm, arms: int) -> None:
        best = arena.guide.value(arm.best_loss)
        left_s = None if budget.seconds is None else max(0.0, budget.remaining_s)
        progress(Step(phase, _share(budget, arms), arms, arena.guide.name, best, left_s))

    return report


def _budget(lesson: Lesson, clock: Seconds) -> Budget:
    if lesson.budget_s is None and lesson.trials is None:
        raise Invalid("a training needs a budget: seconds, trials, or both")
    if (lesson.budget_s is not None and lesson.budget_s <= 0) or (
        lesson.trials is not None and lesson.trials < 1
    ):
        raise Invalid("a budget must be more than nothing", seconds=lesson.budget_s, trials=lesson.trials)
    if lesson.metric is not None and lesson.metric not in METRICS:
        known = ", ".join(sorted(METRICS))
        raise Invalid(f"there is no metric named {lesson.metric}; there are: {known}", metric=lesson.metric)
    if lesson.false_alarms_per_device_hour is not None and lesson.roles.time is None:
        raise Invalid("false alarms per device-hour need a time column")
    return Budget(lesson.budget_s, lesson.trials, clock)


def _parted(whole: Frame, lesson: Lesson) -> tuple[Frame, Frame | None]:
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


def _threshold(judged: Frame, outputs: Floats, metric: Metric, lesson: Lesson) -> calibrate.Threshold | None:
    if judged.problem.task != "binary":
        return None
    if lesson.false_alarms_per_thousand is not None:
        allowed = lesson.false_alarms_per_thousand * judged.target.size / 1000
        return calibrate.within_alarm_budget(judged.target, outputs, allowed=allowed)
    if lesson.false_alarms_per_device_hour is not None and judged.times is not None:
        allowed = lesson.false_alarms_per_device_hour * calibrate.device_hours(judged.times, judged.groups)
        return calibrate.within_alarm_budget(judged.target, outputs, allowed=allowed)
    best = calibrate.best_accuracy if metric.name == "accuracy" else calibrate.best_f1
    return best(judged.target, outputs)


def _out_of_fold(judged: Frame, outputs: Floats) -> OutOfFold | None:
    if judged.groups is None or judged.times is None:
        return None
    return OutOfFold(judged.target, outputs, judged.groups, judged.times)


def _judged(text: str, unseen: Frame | None, threads: int) -> Judged | None:
    if unseen is None:
        return None
    outputs = lgb.Booster(model_str=text).predict(unseen.matrix, num_threads=threads)
    return Judged(unseen.target, np.asarray(outputs, dtype=np.float64))


def _share(budget: Budget, arms: int) -> float:
    if budget.seconds is not None:
        return min(1.0, budget.spent_s / budget.seconds)
    return min(1.0, arms / (budget.trials or 1))
