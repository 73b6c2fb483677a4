"""Tell what is known of a model: its versions, what was decided about each, and where which is live."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.learning import Candidate, Champion, ModelCard, Verdict
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.errors import NotFound
from spotter.stores.models import Models


class ModelVersion(NamedTuple):
    """One version with the latest verdict on it; None when it was not judged yet."""

    version: str
    site: SiteName
    profile: ProfileName
    dataset: str
    card: ModelCard
    verdict: Verdict | None


class ModelHistory(NamedTuple):
    """All versions of a model, newest first, and where which is live."""

    model: ModelName
    versions: tuple[ModelVersion, ...]
    champions: tuple[Champion, ...]


def show_model(models: Models, tenant: Tenant, model: ModelName) -> ModelHistory:
    """Tell what is known of a model, or raise NotFound when it has no version."""
    versions = [_version(models, candidate) for candidate in models.candidates(tenant, model)]
    if not versions:
        raise NotFound("model", model)
    versions.sort(key=lambda each: each.card.created_at, reverse=True)
    live = (champion for champion in models.champions(tenant) if champion.model == model)
    return ModelHistory(model, tuple(versions), tuple(live))


def _version(models: Models, candidate: Candidate) -> ModelVersion:
    return ModelVersion(
        version=candidate.version,
        site=candidate.site,
        profile=candidate.profile,
        dataset=candidate.dataset,
        card=candidate.card,
        verdict=models.verdict(candidate.tenant, candidate.model, candidate.version),
    )
