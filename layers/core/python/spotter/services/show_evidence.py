"""Show what stands behind a version of a model: its card, its evidence, its files."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import Candidate, ModelCard, Verdict
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import NotFound
from spotter.ports.links import Links
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts

LASTS_S = 600
"""How long a link holds: long enough to fetch what it names, too short to be passed around."""


class VersionCard(NamedTuple):
    """A card with what was decided about its version, and whether it is live anywhere."""

    model: ModelName
    version: str
    site: str
    profile: str
    live: bool
    card: ModelCard
    verdict: Verdict | None


class LinkedFile(NamedTuple):
    """A file of a version, and where it can be fetched for a while."""

    name: str
    url: str
    sha256: str
    lasts_s: int


class ShowEvidence:
    """The use case with the stores it reads. Without a version it is the live one, else the newest."""

    def __init__(self, models: Models, texts: ModelTexts, links: Links) -> None:
        self._models = models
        self._texts = texts
        self._links = links

    def card(self, tenant: Tenant, model: ModelName, version: str | None) -> VersionCard:
        """Give the card of a version, or raise NotFound."""
        found = self.candidate(tenant, model, version)
        live = any(
            (each.model, each.version) == (model, found.version) for each in self._models.champions(tenant)
        )
        verdict = self._models.verdict(tenant, model, found.version)
        return VersionCard(model, found.version, found.site, found.profile, live, found.card, verdict)

    def evidence(self, tenant: Tenant, model: ModelName, version: str | None) -> tuple[Candidate, Evidence]:
        """Give what was seen of a version.

        Raises:
            NotFound: there is no such version, or nothing was gathered of it.
            Corrupt: what is kept is of another model.
        """
        found = self.candidate(tenant, model, version)
        evidence = self._texts.evidence(found)
        if evidence is None:
            raise NotFound("evidence of the model version", f"{model}@{found.version}")
        return found, evidence

    def known_of(
        self, tenant: Tenant, model: ModelName, version: str | None
    ) -> tuple[Candidate, Evidence | None]:
        """Give a version with its evidence where there is any, or raise NotFound."""
        found = self.candidate(tenant, model, version)
        return found, self._texts.evidence(found)

    def files(
        self, tenant: Tenant, model: ModelName, version: str | None
    ) -> tuple[Candidate, tuple[LinkedFile, ...]]:
        """Link to the files of a version, or raise NotFound."""
        found = self.candidate(tenant, model, version)
        linked = (
            LinkedFile(file.name, self._links.link(file.key, lasts_s=LASTS_S), file.sha256, LASTS_S)
            for file in self._texts.files(found)
        )
        return found, tuple(linked)

    def candidate(self, tenant: Tenant, model: ModelName, version: str | None) -> Candidate:
        """Find the version that is meant, or raise NotFound."""
        if version is not None:
            return self._models.candidate(tenant, model, version)
        live = [each for each in self._models.champions(tenant) if each.model == model]
        if live:
            newest = max(live, key=lambda champion: champion.since)
            return self._models.candidate(tenant, model, newest.version)
        known = max(
            self._models.candidates(tenant, model), key=lambda each: each.card.created_at, default=None
        )
        if known is None:
            raise NotFound("model", model)
        return known
