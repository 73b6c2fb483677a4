"""Model cards: what was found out while a model was made, in the words of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import lightgbm as lgb
import numpy as np
import optuna

from spotter.contracts.learning import ModelCard
from spotter.learning.arenas import Params
from spotter.learning.arrays import Floats
from spotter.learning.calibrate import Threshold, surely
from spotter.learning.frames import Frame
from spotter.learning.metrics import all_scores, metric_named
from spotter.learning.shifts import alarm_budget


@dataclass(frozen=True, eq=False)
class Judged:
    """Outputs for rows that the model which gave them had not seen."""

    target: Floats
    outputs: Floats

    def scores(
        self, frame: Frame, threshold: Threshold | None, metric: str | None = None
    ) -> dict[str, float]:
        """Measure all that fits the task, and the metric that was asked for where it is one of a family."""
        line = 0.5 if threshold is None else threshold.value
        scores = all_scores(frame.problem.task, self.target, self.outputs, line)
        alarms = alarm_budget(metric, frame)
        if alarms is not None:
            return scores | alarms.scores(self.target, self.outputs)
        asked = None if metric is None or metric in scores else metric_named(metric)
        return (
            scores if asked is None else scores | {asked.name: asked.measure(self.target, self.outputs, line)}
        )


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything that goes into a card beside the request for it."""

    frame: Frame
    split: str
    folds: Judged
    holdout: Judged | None
    threshold: Threshold | None
    rounds: int
    spent_s: float
    sha256: str
    params: Params = field(default_factory=dict)
    trials: int = 0
    data_sha256: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def card_of(
    findings: Findings, label: str, metric: str, seed: int, budget_s: float | None, at: datetime
) -> ModelCard:
    """Write the card of a model."""
    frame, line = findings.frame, findings.threshold
    first_at, last_at = _span(frame)
    return ModelCard(
        task=frame.problem.task,
        label=label,
        features=frame.features,
        metric=metric,
        scores=findings.folds.scores(frame, line, metric) | _line_scores(findings),
        params=findings.params,
        trials=findings.trials,
        rounds=findings.rounds,
        rows=int(frame.target.size),
        seed=seed,
        budget_s=budget_s or 0.0,
        spent_s=round(findings.spent_s, 3),
        sha256=findings.sha256,
        created_at=at,
        libraries={"lightgbm": lgb.__version__, "optuna": optuna.__version__, "numpy": np.__version__},
        classes=frame.problem.classes,
        categories=dict(frame.categories),
        threshold=None if line is None else line.value,
        split=findings.split,
        holdout={} if findings.holdout is None else findings.holdout.scores(frame, line, metric),
        data_sha256=findings.data_sha256,
        first_at=first_at,
        last_at=last_at,
        notes=(*findings.notes, *frame.notes),
        warnings=findings.warnings,
    )


def _line_scores(findings: Findings) -> dict[str, float]:
    line, rows = findings.threshold, findings.folds.target.size
    if line is None:
        return {}
    per_thousand = 1000 * line.false_alarms / rows
    sure = surely(line.recall, float(findings.folds.target.sum()))
    found = {"threshold_recall": line.recall, "threshold_recall_low": sure}
    return found | {"threshold_false_alarms_per_1000": per_thousand}


def _span(frame: Frame) -> tuple[datetime | None, datetime | None]:
    if frame.times is None:
        return None, None
    first, last = float(np.min(frame.times)), float(np.max(frame.times))
    return _moment(first), _moment(last)


def _moment(seconds: float) -> datetime | None:
    """Read epoch seconds; a time column that only counts rows gives a moment in 1970, which is harmless."""
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None
