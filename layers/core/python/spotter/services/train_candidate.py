"""Train a candidate: search and fit within the budget, and draw the line where the alarm budget allows it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from spotter.contracts.labels import AnomalyLabel, Label, ValueLabel
from spotter.contracts.learning import AlgorithmName, Candidate, DatasetVersion, ModelCard, TrainingRequest
from spotter.contracts.names import ModelName, Tenant
from spotter.domain import measures
from spotter.domain.danger import danger_score, is_danger
from spotter.domain.labelling import horizon_s
from spotter.domain.measures import Scored
from spotter.domain.requests import LONGEST_BUDGET_S, VALUE_METRICS
from spotter.errors import Invalid, NotFound
from spotter.learning.algorithms.training import train_with
from spotter.learning.evidence.gathering import Circumstances, evidence_of
from spotter.learning.frames import Roles
from spotter.learning.lessons import Lesson
from spotter.learning.models import OutOfFold, TrainedModel
from spotter.learning.tables import table_from_parts
from spotter.ports.clock import Clock
from spotter.ports.scorer import LoadBooster
from spotter.services.note_things import note_model
from spotter.services.prepare_lesson import prepared_by
from spotter.stores.code_version import code_version
from spotter.stores.datasets import Datasets
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts

RANKING_SCORES = frozenset({"auc", "pr_auc", "logloss", "brier", "rmse", "mae", "stability"})
"""Scores that do not depend on where the line is drawn; the others are measured again at our line."""

USUAL_VALUE_METRIC = "rmse"

VERSION_LENGTH = 12

SEARCHED: AlgorithmName = "boosted_tree"
"""What studies search, whatever the training that froze their rows had asked for."""


class TrainCandidate:
    """The use case with its stores, the live scorer that models are proved with, and threads at most."""

    def __init__(
        self,
        *,
        models: Models,
        datasets: Datasets,
        texts: ModelTexts,
        load: LoadBooster,
        clock: Clock,
        threads: int,
    ) -> None:
        self._models = models
        self._datasets = datasets
        self._texts = texts
        self._load = load
        self._clock = clock
        self._threads = threads

    def __call__(
        self, tenant: Tenant, model: ModelName, dataset: str, *, found: Sequence[Mapping[str, float]] = ()
    ) -> Candidate:
        """Train on the training rows of a dataset version and store what came of it.

        Where a study has `found` parameters, these are fitted and nothing more is searched.

        Raises:
            NotFound: there is no such dataset version.
            Corrupt: the dataset is not what was extracted.
            Invalid: the rows cannot be learned from.
        """
        manifest = self._models.dataset(tenant, model, dataset)
        table = table_from_parts(list(self._datasets.contents(manifest, "train")))
        request = _as_searched(manifest.request) if found else manifest.request
        lesson = prepared_by(self._models.recipes, request, _lesson(request, threads=self._threads))
        if found:
            lesson = replace(lesson, before=tuple(found), budget_s=None, trials=len(found))
        elif request.trials is None:
            lesson = self._with_champion(request, lesson)
        trained = train_with(request.algorithm, table, lesson, load=self._load, at=self._clock())
        if trained.out_of_fold is None:
            raise Invalid("the rows of this dataset have no device or time", dataset=dataset)
        card = _line_drawn(trained.card, trained.out_of_fold, manifest)
        version = card.sha256[:VERSION_LENGTH]
        candidate = Candidate(
            tenant=tenant,
            model=model,
            version=version,
            dataset=dataset,
            site=manifest.request.site,
            profile=manifest.request.profile,
            text_key=self._texts.keep(tenant, model, version, trained.text, card),
            card=card,
            code=code_version(),
        )
        self._keep_evidence(candidate, trained, request)
        self._models.add_candidate(candidate)
        note_model(self._models, tenant, model, version)
        return candidate

    def _with_champion(self, request: TrainingRequest, lesson: Lesson) -> Lesson:
        """Try what is live first; where trials are counted, nothing but data and seed may decide."""
        live = self._models.champion(request.tenant, request.site, request.profile, request.model)
        if live is None:
            return lesson
        try:
            before = self._models.candidate(request.tenant, request.model, live.document.version)
        except NotFound:
            return lesson
        if before.card.algorithm != request.algorithm:
            return lesson
        note = f"the parameters of the champion {before.version} were tried first"
        return replace(lesson, before=(before.card.params,), notes=(*lesson.notes, note))

    def _keep_evidence(self, candidate: Candidate, trained: TrainedModel, request: TrainingRequest) -> None:
        if trained.unseen is None:
            return
        live = self._models.champion(candidate.tenant, candidate.site, candidate.profile, candidate.model)
        arguments = {name: str(value) for name, value in msgspec.structs.asdict(request).items()}
        run = Circumstances("functions/train", arguments, live.document.version if live else None)
        evidence = evidence_of(candidate.card, trained.text, trained.unseen, run, trained.history)
        self._texts.keep_evidence(candidate, evidence)


def _as_searched(request: TrainingRequest) -> TrainingRequest:
    return msgspec.structs.replace(request, algorithm=SEARCHED)


def _lesson(request: TrainingRequest, *, threads: int) -> Lesson:
    return Lesson(
        roles=_roles(request.label),
        metric=_metric(request),
        budget_s=None if request.trials is not None else min(request.budget_s, LONGEST_BUDGET_S),
        trials=request.trials,
        seed=request.seed,
        threads=threads,
        gap_s=request.window.span_s + horizon_s(request.label),
    )


def _roles(label: Label) -> Roles:
    if isinstance(label, AnomalyLabel):
        return Roles(label="", group="device", time="at", drop=("label",))
    return Roles(label="label", group="device", time="at")


def _metric(request: TrainingRequest) -> str | None:
    """Values and what has no label are measured as such: what was asked of classes says nothing of them."""
    if isinstance(request.label, AnomalyLabel):
        return None
    if isinstance(request.label, ValueLabel) and request.metric not in VALUE_METRICS:
        return USUAL_VALUE_METRIC
    return request.metric


def _line_drawn(card: ModelCard, unseen: OutOfFold, dataset: DatasetVersion) -> ModelCard:
    """Put the threshold on the card that keeps the alarm budget on rows the model had not seen."""
    request = dataset.request
    rows = _scored(request.label, card.task, unseen)
    join_s = request.window.length_s
    threshold = _threshold(request, rows, join_s)
    return msgspec.structs.replace(
        card,
        window=request.window,
        dataset=dataset.version,
        threshold=threshold,
        scores=_ranking(card.scores) | _at_line(rows, threshold, join_s, labelled=card.task != "anomaly"),
    )


def _threshold(request: TrainingRequest, rows: Sequence[Scored], join_s: float) -> float:
    allowed = request.false_alarms_per_device_hour
    if isinstance(request.label, AnomalyLabel):
        return measures.within(rows, alarms_per_hour=allowed, join_s=join_s)
    return measures.calibrated(rows, false_per_hour=allowed, join_s=join_s)


def _scored(label: Label, task: str, unseen: OutOfFold) -> Sequence[Scored]:
    columns = (unseen.groups, unseen.times, unseen.target, unseen.outputs.reshape(unseen.target.size, -1))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Scored(str(device), at, int(is_danger(label, value)), danger_score(task, outputs))
        for device, at, value, outputs in rows
    ]


def _ranking(scores: Mapping[str, float]) -> dict[str, float]:
    return _finite({name: value for name, value in scores.items() if name in RANKING_SCORES})


def _at_line(rows: Sequence[Scored], threshold: float, join_s: float, *, labelled: bool) -> dict[str, float]:
    false = measures.alarms(rows, threshold, join_s=join_s).false_per_device_hour
    if not labelled:
        return _finite({"alarms_per_device_hour": false})
    recall, precision = measures.at_threshold(rows, threshold)
    return _finite({"recall": recall, "precision": precision, "false_alarms_per_device_hour": false})


def _finite(scores: Mapping[str, float]) -> dict[str, float]:
    """Leave out what could not be measured: JSON has no such number."""
    return {name: value for name, value in scores.items() if math.isfinite(value)}
