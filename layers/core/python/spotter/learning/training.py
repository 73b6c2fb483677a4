"""From a table to a model with its card: the one way in, for the command line and the train function."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import lightgbm as lgb
import numpy as np

from spotter.learning.arenas import Arena
from spotter.learning.arms import Arm, Report
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget, Progress, Seconds, Step, quiet
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson, budget_of, directions, line_of, parted, without_leaks
from spotter.learning.metrics import METRICS, metric_for
from spotter.learning.models import OutOfFold, TrainedModel, digest_of
from spotter.learning.platt import Platt, honest_platt
from spotter.learning.race import Race
from spotter.learning.refit import Refitted, refit
from spotter.learning.tables import Table
from spotter.learning.validation import split_of


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
    budget = budget_of(lesson, clock)
    whole, doubts = without_leaks(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    frame, unseen = parted(whole, lesson)
    metric = metric_for(lesson.metric, frame.problem.task)
    split = split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s)
    arena = Arena(
        frame, split, METRICS[metric.guide], budget, lesson.seed, lesson.threads, directions(frame, lesson)
    )
    race = Race(arena, _reporter(arena, progress))
    winner = race.run()
    final = refit(winner, race.tell)

    judged = _judged_rows(arena)
    platt = _platt(judged, winner, lesson)
    final = replace(final, text=platt.written_into(final.text))
    outputs = platt.of(winner.outputs[: judged.target.size])
    findings = _findings(arena, final, Judged(judged.target, outputs), judged, unseen, lesson)
    params = arena.settings(winner.params) | {"learning_rate": final.rate} | platt.said
    warnings = (*doubts, *arena.split.warnings)
    findings = replace(findings, params=params, trials=race.arms, data_sha256=table.digest, warnings=warnings)
    card = card_of(
        findings, lesson.roles.label, metric.name, lesson.seed, lesson.budget_s, at or datetime.now(UTC)
    )
    return TrainedModel(card, final.text, _out_of_fold(judged, findings.folds.outputs))


def _judged_rows(arena: Arena) -> Frame:
    """Give each raced row once: repeated folds help the search, and would flatter the judgement."""
    folds = arena.folds[: arena.split.once]
    return arena.frame.taken(np.concatenate([fold.valid for fold in folds]))


def _platt(judged: Frame, winner: Arm, lesson: Lesson) -> Platt:
    if judged.problem.task != "binary":
        return Platt()
    return honest_platt(judged.target, winner.outputs[: judged.target.size], seed=lesson.seed)


def _findings(
    arena: Arena, final: Refitted, folds: Judged, judged: Frame, unseen: Frame | None, lesson: Lesson
) -> Findings:
    metric = metric_for(lesson.metric, arena.frame.problem.task)
    return Findings(
        frame=arena.frame,
        split=arena.split.said(len(arena.folds)),
        folds=folds,
        holdout=_judged(final.text, unseen, lesson.threads),
        threshold=line_of(judged, folds.outputs, metric, lesson),
        rounds=final.rounds,
        spent_s=arena.budget.spent_s,
        sha256=digest_of(final.text),
        notes=lesson.notes,
    )


def _reporter(arena: Arena, progress: Progress) -> Report:
    budget = arena.budget

    def report(phase: str, arm: Arm, arms: int) -> None:
        best = arena.guide.value(arm.best_loss)
        left_s = None if budget.seconds is None else max(0.0, budget.remaining_s)
        progress(Step(phase, _share(budget, arms), arms, arena.guide.name, best, left_s))

    return report


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
