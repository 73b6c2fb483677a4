"""From a table to a model with its card: the one way in, for the command line and the train function."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np

from spotter.domain.recipes.prepared_models import travelling
from spotter.learning.arenas import Arena, Params
from spotter.learning.arms import Arm, Report
from spotter.learning.arrays import Floats
from spotter.learning.blends import CANDIDATES, Blend, blended
from spotter.learning.budgets import Budget, Progress, Seconds, Step, quiet
from spotter.learning.calibrating import calibration_of
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.evidence.unseen import Unseen
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import (
    Lesson,
    budget_of,
    directions,
    line_of,
    parted,
    preparer_of,
    rows_of,
    said_of,
    scarcity,
    without_leaks,
)
from spotter.learning.metrics import metric_for
from spotter.learning.models import OutOfFold, TrainedModel, digest_of
from spotter.learning.predictions import outputs_for
from spotter.learning.race import Race
from spotter.learning.refit import FEWEST_UNPROVEN, Refitted, refit
from spotter.learning.samples import affordable
from spotter.learning.shifts import guided
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
    rows = rows_of(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    whole, doubts = without_leaks(rows, lesson)
    all_rows, unseen = parted(whole, lesson)
    arena, fewer = _arena(all_rows, lesson, budget)
    race = Race(arena, _reporter(arena, progress), lesson.before)
    race.run()
    blend = blended(race.best(CANDIDATES), arena)
    final = refit(blend, arena, partial(race.tell, "refit", race.incumbent))
    arena.crew.leave()
    judged = _judged_rows(arena)
    outputs = blend.outputs[: judged.target.size]
    calibration = calibration_of(arena, judged, outputs)
    final = replace(final, text=travelling(arena.preparation, calibration.written_into(final.text)))
    folds = Judged(judged.target, calibration.of(outputs))
    findings = replace(
        _findings(arena, final, folds, judged, unseen, lesson),
        params={**_params(arena, blend, final), **calibration.said},
        trials=race.arms,
        data_sha256=table.digest,
        warnings=(*doubts, *fewer, *scarcity(unseen), *arena.split.warnings, *_hurries(arena, blend, final)),
    )
    metric = metric_for(lesson.metric, arena.frame.problem.task)
    card = card_of(
        findings, lesson.roles.label, metric.name, lesson.seed, lesson.budget_s, at or datetime.now(UTC)
    )
    return TrainedModel(card, final.text, _out_of_fold(judged, folds.outputs), Unseen(judged, folds.outputs))


def _arena(all_rows: Frame, lesson: Lesson, budget: Budget) -> tuple[Arena, tuple[str, ...]]:
    """Prepare the rows that can be afforded; fitting begins after this."""
    frame, fewer = affordable(all_rows, budget, seed=lesson.seed, memory_mb=lesson.memory_mb)
    arena = Arena(
        frame,
        split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s),
        guided(metric_for(lesson.metric, frame.problem.task).steering, frame, lesson.metric),
        budget,
        lesson.seed,
        lesson.threads,
        directions(frame, lesson),
        lesson.memory_mb,
        preparer_of(lesson),
        lesson.limits,
        lesson.proved,
    )
    budget.begin()
    return arena, fewer


def _params(arena: Arena, blend: Blend, final: Refitted) -> Params:
    said: Params = arena.settings(blend.arms[0].params) | {"learning_rate": final.rate}
    return said | ({"models": final.models} if final.models > 1 else {})


def _hurries(arena: Arena, blend: Blend, final: Refitted) -> Iterator[str]:
    """Say that the time was not enough, where it was not."""
    if (
        arena.budget.hurried
        or not final.short
        or (blend.arms[0].converged and final.rounds >= FEWEST_UNPROVEN)
    ):
        return
    yield (
        f"the time was up after {final.rounds} rounds, while the model was still getting better: "
        f"give more than {arena.budget.seconds:g} s"
    )


def _judged_rows(arena: Arena) -> Frame:
    """Give each raced row once: repeated folds help the search, and would flatter the judgement."""
    folds = arena.folds[: arena.split.once]
    return arena.frame.taken(np.concatenate([fold.valid for fold in folds]))


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
        notes=(*lesson.notes, *said_of(arena.preparation)),
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
    outputs = outputs_for(text, unseen.matrix, threads=threads, groups=unseen.groups, times=unseen.times)
    return Judged(unseen.target, outputs)


def _share(budget: Budget, arms: int) -> float:
    if budget.seconds is not None:
        return min(1.0, budget.spent_s / budget.seconds)
    return min(1.0, arms / (budget.trials or 1))
