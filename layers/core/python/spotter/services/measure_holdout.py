"""Measure a model on rows that no training saw; where nothing is labelled, also on rows that never were."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from spotter.contracts.labels import AnomalyLabel, Label
from spotter.contracts.learning import DatasetVersion, ModelCard, WindowSpec
from spotter.domain import measures
from spotter.domain.danger import danger_score, is_danger
from spotter.domain.injecting import injected
from spotter.domain.measures import Scored
from spotter.errors import SpotterError, Unavailable
from spotter.ports.scorer import Booster
from spotter.services.score_rows import score_rows
from spotter.stores.datasets import Datasets, Row

METRICS = {"auc": measures.auc, "pr_auc": measures.pr_auc, "logloss": measures.logloss}
USUAL_METRIC = "pr_auc"
"""Judged by this where the request names another: danger is rare, and this one looks at nothing else."""

WITHOUT_LABEL = "auc"
"""As many rows that never were as real ones are judged, so that danger is not rare among them."""

MOST_INJECTED = 5_000


class Holdout(NamedTuple):
    """Rows that no training saw, and how the alarms on them are counted.

    `injected` ones never were and count as danger; they are there where nothing is labelled.
    """

    rows: list[Row]
    window: WindowSpec
    label: Label
    metric: str
    alarm_budget: float
    injected: list[Row]

    @property
    def every(self) -> list[Row]:
        """The real rows, and behind them those that never were."""
        return [*self.rows, *self.injected]

    @property
    def dangers(self) -> int:
        """How many rows count as danger."""
        return sum(is_danger(self.label, row.label) for row in self.every)


def holdout_of(dataset: DatasetVersion, datasets: Datasets) -> Holdout:
    """Read what was kept away.

    Raises:
        Corrupt: it is not what was extracted.
    """
    request = dataset.request
    metric = request.metric if request.metric in METRICS else USUAL_METRIC
    rows, never_were = list(datasets.rows(dataset, "holdout")), list[Row]()
    if isinstance(request.label, AnomalyLabel):
        metric = WITHOUT_LABEL
        made = injected([row.features for row in rows], most=MOST_INJECTED, seed=request.seed)
        never_were = [rows[each.source]._replace(features=each.row, label=1.0) for each in made]
    return Holdout(
        rows, request.window, request.label, metric, request.false_alarms_per_device_hour, never_were
    )


def scores_of(card: ModelCard, booster: Booster, rows: Sequence[Row]) -> list[float]:
    """Score rows; a booster that refuses them says nothing."""
    try:
        return [danger_score(card.task, outputs) for outputs in score_rows(booster, rows)]
    except Unavailable:
        raise
    except SpotterError:
        return []


def metrics_on(holdout: Holdout, scores: Sequence[float], threshold: float) -> dict[str, float]:
    """Measure the scores of every row; nothing when a score is missing or no number."""
    if not scores or not all(map(math.isfinite, scores)):
        return {}
    pairs = zip(holdout.every, scores, strict=True)
    rows = [
        Scored(row.device, row.at, int(is_danger(holdout.label, row.label)), score) for row, score in pairs
    ]
    real = rows[: len(holdout.rows)]
    share = sum(row.label for row in rows) / len(rows)
    metrics = {name: measure(rows) for name, measure in METRICS.items()}
    recall, precision = measures.at_threshold(rows, threshold)
    alarms = measures.alarms(real, threshold, join_s=holdout.window.length_s)
    return metrics | {
        "skill": measures.skill(holdout.metric, metrics[holdout.metric], share),
        "recall": recall,
        "precision": precision,
        "true_alarms": alarms.true,
        "false_alarms": alarms.false,
        "false_alarms_per_device_hour": alarms.false_per_device_hour,
        "alarms_per_device_day": 24 * (alarms.false + alarms.true) / (alarms.device_hours or math.nan),
        "device_hours": alarms.device_hours,
        "positive_share": share,
        "rows": len(real),
    }
