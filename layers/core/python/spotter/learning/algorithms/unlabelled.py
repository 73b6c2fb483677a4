"""Anomalies without any label: learn what is usual, and be judged by rows that never were.

Nothing says what danger is, so three things are measured: whether rows that never were are told from real
ones outside the folds, whether models of two folds agree on the order of the same rows, and how many alarms
the line would have raised on real rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec
import numpy as np

from spotter.contracts.learning import ModelCard
from spotter.domain.algorithms import ANOMALY
from spotter.errors import Invalid
from spotter.learning import calibrate
from spotter.learning.algorithms.both_rows import both
from spotter.learning.algorithms.calibration import outputs_of
from spotter.learning.algorithms.catalogue import ALGORITHMS
from spotter.learning.algorithms.documented import Documented
from spotter.learning.algorithms.port import Algorithm, Fitted
from spotter.learning.algorithms.proof import prove
from spotter.learning.algorithms.refusals import refuse_nothing_left
from spotter.learning.algorithms.sayings import Says
from spotter.learning.algorithms.search import Found, Search
from spotter.learning.algorithms.stability import COMPARED, alike, lacking
from spotter.learning.algorithms.traits import traits_of
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget, Progress, Seconds, Step
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.evidence.unseen import Unseen
from spotter.learning.frames import Frame, unlabelled_frame
from spotter.learning.lessons import Lesson, budget_of
from spotter.learning.metrics import METRICS
from spotter.learning.models import OutOfFold, TrainedModel, digest_of
from spotter.learning.splits import Fold
from spotter.learning.tables import Table
from spotter.learning.validation import holdout_of, split_of
from spotter.ports.scorer import LoadBooster

METRIC = METRICS["auc"]
USUAL_PER_THOUSAND = 1.0
"""Alarms a thousand rows where nobody named an alarm budget."""

COMPARED_ROWS = 2_000
SAID = "there was no label: scores say how well rows that never were are told from real ones"


class Watching:
    """One training without a label."""

    def __init__(
        self, name: str, table: Table, lesson: Lesson, load: LoadBooster, progress: Progress, clock: Seconds
    ) -> None:
        self.lesson, self.load, self.progress = lesson, load, progress
        self.table = table
        _refuse(lesson)
        self.budget = budget_of(lesson, clock)
        whole = unlabelled_frame(table, lesson.roles)
        self.frame, self.unseen = whole, None
        if lesson.holdout_share:
            fold = holdout_of(whole, lesson.holdout_share, seed=lesson.seed, gap_s=lesson.gap_s)
            self.frame, self.unseen = whole.taken(fold.train), whole.taken(fold.valid)
        self.split = split_of(self.frame, seed=lesson.seed, gap_s=lesson.gap_s)
        rng = np.random.default_rng(lesson.seed)
        self.compared = self.frame.matrix[rng.permutation(self.frame.target.size)[:COMPARED_ROWS]]
        self.both = both(self.frame, seed=lesson.seed)
        self.folds = [self.both.fold(fold) for fold in self.split.folds[: max(self.split.raced, COMPARED)]]
        self.budget.begin()
        refuse_nothing_left(self.budget)
        self.algorithm = self._chosen(name)

    def run(self, at: datetime) -> TrainedModel:
        """Search, fit, write down, prove and describe."""
        search = self._search(self.algorithm, self.folds, self.budget)
        found = search.run()
        model = _named(search.fitted(found.params))
        text = model.text(found.calibration)
        says = Says(self.both.frame, model, found.calibration, None)
        proof = prove(text, says, self.frame.matrix, self.load, seed=self.lesson.seed)
        judged, outputs = self._judged(found)
        line = self._line(judged, outputs)
        card = msgspec.structs.replace(
            self._card(found, search, judged, outputs, line, text, says, at),
            proof=proof,
            traits=msgspec.structs.replace(traits_of(self.frame), task=ANOMALY),
        )
        real = np.flatnonzero(judged.target == 0)
        return TrainedModel(
            card, text, _out_of_fold(judged.taken(real), outputs[real]), Unseen(judged, outputs)
        )

    def _chosen(self, name: str) -> Algorithm:
        """Take the one that was named; of all, the one that did best in one trial."""
        fitting = [each for each in ALGORITHMS.values() if ANOMALY in each.traits.tasks]
        if name != "auto":
            return next(each for each in fitting if each.name == name)
        once = Budget(self.budget.seconds, 1, self.budget.clock, self.budget.spent_s, self.lesson.stop)
        found = [self._search(each, self.folds[:COMPARED], once).run() for each in fitting]
        return min(zip(fitting, found, strict=True), key=lambda each: each[1].rank)[0]

    def _search(self, algorithm: Algorithm, folds: list[Fold], budget: Budget) -> Search:
        def report(phase: str, loss: float, trials: int) -> None:
            seconds = budget.seconds
            share = budget.spent_s / seconds if seconds is not None else trials / (budget.trials or 1)
            left_s = None if seconds is None else max(0.0, budget.remaining_s)
            self.progress(Step(phase, min(1.0, share), trials, METRIC.name, METRIC.value(loss), left_s))

        lesson = self.lesson
        return Search(
            algorithm,
            self.both.frame,
            folds,
            METRIC,
            budget,
            lesson.seed,
            lesson.threads,
            report,
            before=lesson.before,
            lacks=lambda models: lacking(alike(models, self.compared)),
        )

    def _judged(self, found: Found) -> tuple[Frame, Floats]:
        folds = self.folds[: self.split.once]
        judged = self.both.frame.taken(np.concatenate([fold.valid for fold in folds]))
        return judged, outputs_of("binary", found.margins[: judged.target.size], found.calibration)

    def _line(self, judged: Frame, outputs: Floats) -> calibrate.Threshold:
        """Draw the lowest line whose alarms on real rows stay within the budget."""
        real = int(np.sum(judged.target == 0))
        per_thousand = self.lesson.false_alarms_per_thousand or USUAL_PER_THOUSAND
        allowed = per_thousand * real / 1000
        return calibrate.within_alarm_budget(judged.target, outputs, allowed=allowed)

    def _card(
        self,
        found: Found,
        search: Search,
        judged: Frame,
        outputs: Floats,
        line: calibrate.Threshold,
        text: str,
        says: Says,
        at: datetime,
    ) -> ModelCard:
        lesson = self.lesson
        findings = Findings(
            frame=replace(self.frame, problem=self.both.frame.problem),
            split=self.split.said(len(self.folds)),
            folds=Judged(judged.target, outputs),
            holdout=self._holdout(says),
            threshold=None,
            rounds=0,
            spent_s=self.budget.spent_s,
            sha256=digest_of(text),
            params={**found.params, **found.calibration.said},
            trials=search.trials,
            data_sha256=self.table.digest,
            notes=(*lesson.notes, SAID),
            warnings=self.split.warnings,
        )
        card = card_of(findings, lesson.roles.label or ANOMALY, METRIC.name, lesson.seed, lesson.budget_s, at)
        told = {"auc": card.scores["auc"], "stability": self._stability(found, search)}
        return msgspec.structs.replace(
            card,
            task="anomaly",
            algorithm=self.algorithm.name,
            scores=told | _at_line(line, judged),
            threshold=line.value,
            holdout={METRIC.name: card.holdout[METRIC.name]} if card.holdout else {},
        )

    def _holdout(self, says: Says) -> Judged | None:
        if self.unseen is None:
            return None
        frame = both(self.unseen, seed=self.lesson.seed).frame
        return Judged(frame.target, says.of(frame))

    def _stability(self, found: Found, search: Search) -> float:
        """Say how alike two folds' models order the same real rows: Spearman's rank correlation."""
        folds = [self.both.fold(fold) for fold in self.split.folds[:COMPARED]]
        return alike([search.fitted(found.params, fold.train) for fold in folds], self.compared)


def _at_line(line: calibrate.Threshold, judged: Frame) -> dict[str, float]:
    real = float(np.sum(judged.target == 0))
    return {
        "threshold_recall": line.recall,
        "threshold_alarms_per_1000": 1000 * line.false_alarms / real,
    }


def _refuse(lesson: Lesson) -> None:
    if lesson.recipe is not None:
        raise Invalid("a recipe is fitted to a label, and there is none; leave the recipe out")
    if any(lesson.monotone.values()):
        raise Invalid("without a label nothing has a direction; leave --monotone out")
    if lesson.metric not in {None, METRIC.name}:
        raise Invalid(
            f"without a label models are compared by {METRIC.name} alone, not by {lesson.metric}",
            metric=lesson.metric,
        )


def _named(model: Fitted) -> Fitted:
    """Let the document say that it was made without a label."""
    if not isinstance(model, Documented):
        return model
    return replace(model, document=msgspec.structs.replace(model.document, task=ANOMALY))


def _out_of_fold(judged: Frame, outputs: Floats) -> OutOfFold | None:
    if judged.groups is None or judged.times is None:
        return None
    return OutOfFold(judged.target, outputs, judged.groups, judged.times)
