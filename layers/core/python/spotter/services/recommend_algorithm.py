"""Recommend what to make a model with: for a frozen training set, by all that was measured before."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.learning import DatasetVersion, TrainingRequest
from spotter.contracts.names import ModelName, Tenant
from spotter.contracts.recommendations import DataTraits, Recommendation, Weights
from spotter.domain.algorithms import task_of
from spotter.domain.recommending import Run, recommend, run_of
from spotter.errors import NotFound
from spotter.stores.models import Models

MOST_RUNS = 500
"""Beyond this, older runs say little that newer ones do not."""


NOT_IN_A_BODY = frozenset({"tenant", "model", "trials"})
"""What a training's path and caller say; trials are not asked for over HTTP."""


class Advice(NamedTuple):
    """A recommendation for a dataset version, and the request that froze it."""

    dataset: str
    request: TrainingRequest
    recommendation: Recommendation

    @property
    def start(self) -> dict[str, object]:
        """Give the body of the training that begins with the best algorithm."""
        best = next(option for option in self.recommendation.options if option.kind == "algorithm")
        body: dict[str, object] = msgspec.to_builtins(self.request) | {"algorithm": best.algorithm}
        return {name: value for name, value in body.items() if name not in NOT_IN_A_BODY}


def recommend_algorithm(
    models: Models, tenant: Tenant, model: ModelName, dataset: str | None, weights: Weights
) -> Advice:
    """Rank algorithms and earlier models for a dataset version, or for the latest one of a model.

    Raises:
        NotFound: the model has no version yet, or there is no such dataset version.
    """
    manifest = models.dataset(tenant, model, dataset or _latest(models, tenant, model))
    runs = _runs(models, tenant)
    found = recommend(
        _traits(manifest), runs, weights, columns=manifest.features, label=_label(manifest.request)
    )
    return Advice(manifest.version, manifest.request, found)


def _latest(models: Models, tenant: Tenant, model: ModelName) -> str:
    newest = max(models.candidates(tenant, model), key=lambda each: each.card.created_at, default=None)
    if newest is None:
        raise NotFound("model", model)
    return newest.dataset


def _runs(models: Models, tenant: Tenant) -> list[Run]:
    """Read what was measured of every version; a label is known by what was asked, not by its column."""
    newest = sorted(models.candidates(tenant), key=lambda each: each.card.created_at)[-MOST_RUNS:]
    found = []
    for candidate in newest:
        run = run_of(f"{candidate.model}@{candidate.version}", candidate.card)
        if run is not None:
            asked = _asked(models, tenant, candidate.model, candidate.dataset)
            found.append(run._replace(label=asked or run.label))
    return found


def _asked(models: Models, tenant: Tenant, model: ModelName, dataset: str) -> str | None:
    try:
        return _label(models.dataset(tenant, model, dataset).request)
    except NotFound:
        return None


def _label(request: TrainingRequest) -> str:
    return f"{request.site}/{request.profile}/{request.label}"


def _traits(manifest: DatasetVersion) -> DataTraits:
    """Describe a manifest; windows have gaps only where channels had, which a manifest does not count."""
    task = task_of(manifest.request.label)
    return DataTraits(
        task=task,
        rows=sum(part.rows for part in manifest.parts if part.role == "train"),
        features=len(manifest.features),
        positives=0.0 if task == "regression" else manifest.positives / max(manifest.rows, 1),
    )
