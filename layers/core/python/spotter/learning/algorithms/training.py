"""From a table to a model of any algorithm, with its card, proved to score live as it was trained."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import msgspec
import numpy as np

from spotter.contracts.evidence import Point
from spotter.domain.recipes.prepared_models import evenly, is_prepared, read, travelling
from spotter.learning.algorithms.calibration import outputs_of
from spotter.learning.algorithms.catalogue import algorithm_named
from spotter.learning.algorithms.choosing import AUTO, USUAL, chosen
from spotter.learning.algorithms.proof import prove
from spotter.learning.algorithms.refusals import (
    refuse_directions,
    refuse_labelled,
    refuse_lacking,
    refuse_nothing_left,
)
from spotter.learning.algorithms.sayings import Says
from spotter.learning.algorithms.search import Found, Search
from spotter.learning.algorithms.traits import traits_of
from spotter.learning.algorithms.unlabelled import Watching
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Progress, Seconds, Step, quiet
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.evidence.unseen import Unseen
from spotter.learning.frames import Frame, frame_of, matrix_of
from spotter.learning.lessons import (
    Lesson,
    budget_of,
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
from spotter.learning.tables import Table
from spotter.learning.training import train_model
from spotter.learning.validation import split_of
from spotter.ports.scorer import LoadBooster


def train_with(
    algorithm: str,
    table: Table,
    lesson: Lesson,
    *,
    load: LoadBooster,
    at: datetime | None = None,
    progress: Progress = quiet,
    clock: Seconds = time.monotonic,
) -> TrainedModel:
    """Find, fit, describe and prove the best model that an algorithm and the budget give.

    Raises:
        Invalid: there is no such algorithm, it does not fit the label, or the data cannot be learned from.
        Corrupt: what was written down does not score as what was trained.
    """
    at = at or datetime.now(UTC)
    remember = _Remembering(progress)
    if not lesson.roles.label:
        refuse_labelled(algorithm)
        watched = Watching(algorithm, table, lesson, load, remember, clock).run(at)
        card = msgspec.structs.replace(watched.card, libraries=watched.card.libraries | _library())
        return replace(watched, card=card, history=tuple(remember.history))
    if algorithm == AUTO:
        algorithm, lesson = chosen(table, lesson, clock)
    if algorithm == USUAL:
        model = train_model(table, replace(lesson, proved=True), at=at, progress=remember, clock=clock)
        model = _proved_trees(model, table, lesson, load)
    else:
        model = _Course(algorithm, table, lesson, load, remember, clock).run(at)
    return replace(_measured(model, lesson), history=tuple(remember.history))


class _Remembering:
    """Shows progress and keeps the best value after each trial."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.history: list[Point] = []

    def __call__(self, step: Step) -> None:
        point = Point(float(step.trials), step.best)
        if math.isfinite(step.best) and self.history[-1:] != [point]:
            self.history.append(point)
        self._progress(step)


class _Course:
    """One training of an algorithm that is not raced."""

    def __init__(
        self, name: str, table: Table, lesson: Lesson, load: LoadBooster, progress: Progress, clock: Seconds
    ) -> None:
        self.table, self.lesson, self.load = table, lesson, load
        self.budget = budget_of(lesson, clock)
        rows = rows_of(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
        whole, self.doubts = without_leaks(rows, lesson)
        self.frame, self.unseen = parted(whole, lesson)
        self.algorithm = algorithm_named(name, self.frame.problem.task)
        refuse_directions(self.algorithm, lesson)
        self.metric = metric_for(lesson.metric, self.frame.problem.task)
        self.split = split_of(self.frame, seed=lesson.seed, gap_s=lesson.gap_s)
        refuse_lacking(self.algorithm, self.frame, self.split.folds[: self.split.raced])
        self.search = self._search(progress)
        self.budget.begin()
        refuse_nothing_left(self.budget)

    def run(self, at: datetime) -> TrainedModel:
        """Search, fit, write down, prove and describe."""
        found = self.search.run()
        model = self.search.fitted(found.params)
        text = travelling(self.search.preparation, model.text(found.calibration))
        says = Says(self.frame, model, found.calibration, self.search.preparation)
        proof = prove(text, says, self.frame.matrix, self.load, seed=self.lesson.seed)
        judged, outputs = self._judged(found)
        findings = self._findings(found, text, says, judged, outputs)
        lesson = self.lesson
        card = card_of(findings, lesson.roles.label, self.metric.name, lesson.seed, lesson.budget_s, at)
        card = msgspec.structs.replace(
            card,
            algorithm=self.algorithm.name,
            proof=proof,
            traits=traits_of(self.frame),
            libraries=card.libraries | _library(),
        )
        return TrainedModel(card, text, _out_of_fold(judged, outputs), Unseen(judged, outputs))

    def _search(self, progress: Progress) -> Search:
        guide, budget = self.metric.steering, self.budget

        def report(phase: str, loss: float, trials: int) -> None:
            share = _share(budget.seconds, budget.spent_s, trials, budget.trials)
            left_s = None if budget.seconds is None else max(0.0, budget.remaining_s)
            progress(Step(phase, share, trials, guide.name, guide.value(loss), left_s))

        folds = self.split.folds[: self.split.raced]
        lesson = self.lesson
        return Search(
            self.algorithm,
            self.frame,
            folds,
            guide,
            budget,
            lesson.seed,
            lesson.threads,
            report,
            preparer_of(lesson),
            before=lesson.before,
        )

    def _judged(self, found: Found) -> tuple[Frame, Floats]:
        """Give each raced row once, with what was said of it outside its fold."""
        folds = self.search.folds[: self.split.once]
        judged = self.frame.taken(np.concatenate([fold.valid for fold in folds]))
        margins = found.margins[: judged.target.size]
        return judged, outputs_of(self.frame.problem.task, margins, found.calibration)

    def _findings(self, found: Found, text: str, says: Says, judged: Frame, outputs: Floats) -> Findings:
        sampled = self.search.sampled
        fewer = () if sampled is None else (f"fitted on {sampled} rows drawn at random, to hold the budget",)
        unseen = self.unseen
        return Findings(
            frame=self.frame,
            split=self.split.said(len(self.search.folds)),
            folds=Judged(judged.target, outputs),
            holdout=None if unseen is None else Judged(unseen.target, says.of(unseen)),
            threshold=line_of(judged, outputs, self.metric, self.lesson),
            rounds=0,
            spent_s=self.budget.spent_s,
            sha256=digest_of(text),
            params={**found.params, **found.calibration.said},
            trials=self.search.trials,
            data_sha256=self.table.digest,
            notes=(*self.lesson.notes, *said_of(self.search.preparation), *fewer),
            warnings=(*self.doubts, *scarcity(unseen), *self.split.warnings),
        )


def _proved_trees(model: TrainedModel, table: Table, lesson: Lesson, load: LoadBooster) -> TrainedModel:
    """Compare the native scorer with LightGBM's Python package on rows of the data."""
    matrix = matrix_of(table, model.card.features, model.card.categories)
    proof = prove(model.text, partial(_of_trees, model.text), matrix, load, seed=model.card.seed)
    traits = traits_of(frame_of(table, lesson.roles, metric=lesson.metric))
    return replace(model, card=msgspec.structs.replace(model.card, proof=proof, traits=traits))


def _measured(model: TrainedModel, lesson: Lesson) -> TrainedModel:
    """Say where a model turned out larger or slower than it may be."""
    if model.card.proof is None:
        return model
    beyond = lesson.limits.beyond(model.card.proof.text_bytes, model.card.proof.row_us)
    return replace(model, card=msgspec.structs.replace(model.card, warnings=(*model.card.warnings, *beyond)))


def _of_trees(text: str, rows: Floats) -> Floats:
    """Ask LightGBM's Python package."""
    if not is_prepared(text):
        return outputs_for(text, rows)
    times = np.array(evenly(read(text).preparation, len(rows)))
    return outputs_for(text, rows, groups=np.zeros(len(rows)), times=times)


def _share(seconds: float | None, spent_s: float, trials: int, most: int | None) -> float:
    return min(1.0, spent_s / seconds if seconds is not None else trials / (most or 1))


def _library() -> dict[str, str]:
    """Name scikit-learn where the algorithm used it."""
    used = sys.modules.get("sklearn")
    return {} if used is None else {"scikit-learn": str(used.__version__)}


def _out_of_fold(judged: Frame, outputs: Floats) -> OutOfFold | None:
    if judged.groups is None or judged.times is None:
        return None
    return OutOfFold(judged.target, outputs, judged.groups, judged.times)
