"""A model as a run of MLflow: what both its file store and its HTTP interface say of one."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import ModelCard

LONGEST_ID = 32


class Run(NamedTuple):
    """What a run is and says; times in milliseconds since 1970."""

    run: str
    name: str
    experiment: str
    user: str
    start: int
    end: int
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]


def run_of(card: ModelCard, evidence: Evidence | None) -> Run:
    """Say what a card and its evidence are in MLflow's terms; what is no finite number is no metric."""
    run = card.sha256[:LONGEST_ID]
    scores = card.scores | {f"holdout_{name}": value for name, value in card.holdout.items()}
    said: dict[str, object] = {
        **card.params,
        "algorithm": card.algorithm,
        "seed": card.seed,
        "rows": card.rows,
    }
    start = milliseconds(card.created_at)
    return Run(
        run=run,
        name=f"{card.algorithm}-{run[:8]}",
        experiment=experiment_of(card),
        user="unknown" if evidence is None else evidence.run.executor,
        start=start,
        end=start + int(card.spent_s * 1000),
        metrics={name: value for name, value in scores.items() if math.isfinite(value)},
        params={name: str(value) for name, value in said.items()},
        tags=_tags(card, evidence),
    )


def experiment_of(card: ModelCard) -> str:
    """Name an experiment as MLflow does, by digits; the same label gives the same ones."""
    return str(int(hashlib.sha256(title_of(card).encode()).hexdigest()[:15], 16))


def title_of(card: ModelCard) -> str:
    """Say what the experiment of a card is called."""
    return f"spotter {card.label}"


def milliseconds(at: datetime) -> int:
    """Count time as MLflow does.

    >>> from datetime import UTC
    >>> milliseconds(datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC))
    2000
    """
    return int(at.timestamp() * 1000)


def _tags(card: ModelCard, evidence: Evidence | None) -> dict[str, str]:
    tags = {
        "mlflow.runName": f"{card.algorithm}-{card.sha256[:8]}",
        "data_sha256": card.data_sha256,
    }
    if evidence is not None:
        tags |= {"environment": evidence.environment.digest, "mlflow.user": evidence.run.executor}
        tags["previous_model"] = evidence.run.previous_model or ""
    return tags
