"""List the models of a tenant."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from spotter.contracts.learning import Champion
from spotter.contracts.names import ModelName, Tenant
from spotter.stores.models import Models


class ModelSummary(NamedTuple):
    """A model, how many versions it has, and where which is live."""

    model: ModelName
    versions: int
    champions: tuple[Champion, ...]


def list_models(models: Models, tenant: Tenant) -> tuple[ModelSummary, ...]:
    """Give all models of a tenant by name."""
    versions = Counter(candidate.model for candidate in models.candidates(tenant))
    live = models.champions(tenant)
    return tuple(
        ModelSummary(model, count, tuple(champion for champion in live if champion.model == model))
        for model, count in sorted(versions.items())
    )
