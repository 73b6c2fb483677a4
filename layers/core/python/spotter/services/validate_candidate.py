"""Validate a candidate: measure it on rows it never saw, with the booster that scores live, and judge."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from spotter.contracts.learning import Candidate, Champion, DatasetVersion, Verdict, WindowSpec
from spotter.contracts.names import ModelName, Tenant
from spotter.domain.verdicts import Measured, judge
from spotter.errors import Corrupt, NotFound, SpotterError, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.scorer import Booster, LoadBooster
from spotter.services.judge_data import JudgeData
from spotter.services.measure_holdout import Holdout, holdout_of, metrics_on, scores_of
from spotter.services.note_things import note_model
from spotter.services.score_rows import score_rows
from spotter.stores.datasets import Datasets, Row
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts

BATCHES = 200
"""Batches of the load test: enough for a 99th percentile."""

ROWS_A_BATCH = 10
"""Rows of a batch in the load test: what a queue message brings."""


class ValidateCandidate:
    """The use case with the stores it reads, the loader of the live scorer and a stopwatch in seconds.

    The stopwatch counts our own work: a busy machine must not reject a good model.
    """

    def __init__(
        self,
        *,
        models: Models,
        datasets: Datasets,
        texts: ModelTexts,
        judge_data: JudgeData,
        load: LoadBooster,
        clock: Clock,
        stopwatch: Callable[[], float],
    ) -> None:
        self._judge_data = judge_data
        self._models = models
        self._datasets = datasets
        self._texts = texts
        self._load = load
        self._clock = clock
        self._stopwatch = stopwatch

    def __call__(self, tenant: Tenant, model: ModelName, version: str) -> Verdict:
        """Measure and judge a candidate, and keep the verdict.

        Raises:
            NotFound: there is no such candidate, or its dataset is gone.
            Corrupt: the holdout is not what was extracted.
        """
        candidate = self._models.candidate(tenant, model, version)
        dataset = self._models.dataset(tenant, model, candidate.dataset)
        holdout = holdout_of(dataset, self._datasets)
        live = self._models.champion(tenant, candidate.site, candidate.profile, model)
        metrics, measured = self._measured(candidate, dataset, holdout)
        if live:
            rival_metrics, measured = self._compared(live.document, holdout, measured)
            metrics |= {f"champion_{name}": value for name, value in rival_metrics.items()}
        against = live.document.version if live else None
        verdict = judge(
            candidate,
            measured,
            against=against,
            metrics=metrics,
            decided_at=self._clock(),
            data=self._judge_data(dataset.request),
        )
        self._models.put_verdict(verdict)
        note_model(self._models, tenant, model, version)
        return verdict

    def _measured(
        self, candidate: Candidate, dataset: DatasetVersion, holdout: Holdout
    ) -> tuple[dict[str, float], Measured]:
        card = candidate.card
        threshold = math.nan if card.threshold is None else card.threshold
        text, booster = self._loaded(candidate)
        dangers = holdout.dangers
        scores = scores_of(card, booster, holdout.every) if booster else []
        metrics = metrics_on(holdout, scores, threshold)
        measured = Measured(
            metric=holdout.metric,
            skill=metrics.get("skill", math.nan),
            champion_skill=None,
            rival="there is no champion yet",
            recall=metrics.get("recall", math.nan),
            false_alarms=metrics.get("false_alarms", math.nan),
            device_hours=metrics.get("device_hours", math.nan),
            alarm_budget=holdout.alarm_budget,
            threshold=abs(threshold),
            foreign_features=_differing(card.features, dataset.features),
            digest_matches=text is not None,
            infinite_scores=sum(not math.isfinite(s) for s in scores) if booster else math.nan,
            p99_ms=self._load_test(booster, holdout.rows) if booster else math.nan,
            text_bytes=len(text.encode()) if text is not None else math.nan,
            dangers=dangers,
            calm=len(holdout.every) - dangers,
            stability=card.scores.get("stability", math.nan) if holdout.injected else None,
        )
        return metrics | {"scorer_p99_ms": measured.p99_ms}, measured

    def _compared(
        self, champion: Champion, holdout: Holdout, measured: Measured
    ) -> tuple[dict[str, float], Measured]:
        """Score the champion on the same rows; one with other windows is known by its own verdict only.

        A champion that cannot score protects nobody, so it does not stand in the way of one that can.
        """
        try:
            candidate = self._models.candidate(champion.tenant, champion.model, champion.version)
            booster = self._load(self._texts.read(candidate))
        except (NotFound, Corrupt) as err:
            return {}, measured._replace(rival=f"the champion {champion.version} cannot score: {err}")
        columns = _columns(candidate, holdout.window)
        if columns is None:
            return self._remembered(champion, measured)
        rows = [row._replace(features=[row.features[column] for column in columns]) for row in holdout.every]
        scores = scores_of(candidate.card, booster, rows)
        metrics = metrics_on(holdout, scores, candidate.card.threshold or math.nan)
        skill = metrics.get("skill", math.nan)
        rival = f"the champion {champion.version} on the same rows"
        return metrics, measured._replace(champion_skill=skill, rival=rival)

    def _remembered(self, champion: Champion, measured: Measured) -> tuple[dict[str, float], Measured]:
        verdict = self._models.verdict(champion.tenant, champion.model, champion.version)
        skill = verdict.metrics.get("skill") if verdict else None
        if skill is None:
            return {}, measured._replace(rival=f"the champion {champion.version} was never measured")
        rival = f"the champion {champion.version} on its own holdout, as it sees other windows"
        return {}, measured._replace(champion_skill=skill, rival=rival)

    def _loaded(self, candidate: Candidate) -> tuple[str | None, Booster | None]:
        """Load a candidate; one that is damaged is measured as such."""
        try:
            text = self._texts.read(candidate)
        except (NotFound, Corrupt):
            return None, None
        try:
            return text, self._load(text)
        except Corrupt:
            return text, None

    def _load_test(self, booster: Booster, rows: Sequence[Row]) -> float:
        """Time batches of rows through the live scorer; the 99th percentile in milliseconds."""
        if not rows:
            return math.nan
        spent = []
        for number in range(BATCHES):
            first = number * ROWS_A_BATCH
            batch = [rows[(first + at) % len(rows)] for at in range(ROWS_A_BATCH)]
            started = self._stopwatch()
            try:
                score_rows(booster, batch)
            except Unavailable:
                raise
            except SpotterError:
                return math.nan
            spent.append(self._stopwatch() - started)
        return sorted(spent)[math.ceil(0.99 * BATCHES) - 1] * 1000


def _differing(features: Sequence[str], expected: Sequence[str]) -> int:
    """Count the places where two lists of names differ."""
    same = sum(a == b for a, b in zip(features, expected, strict=False))
    return max(len(features), len(expected)) - same


def _columns(champion: Candidate, window: WindowSpec) -> list[int] | None:
    """Find the champion's features among those of the window; None when its windows are others."""
    own = champion.card.window
    names: Iterable[str] = champion.card.features
    if own is None or own.length_s != window.length_s or not set(names) <= set(window.feature_names):
        return None
    return [window.feature_names.index(name) for name in names]
