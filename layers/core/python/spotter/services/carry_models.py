"""Gather the models that a gateway is to score with: those that are live for the devices behind it."""

from __future__ import annotations

import msgspec

from spotter.contracts.gateways import CarriedModel, CarriedModels, Manifest
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts


def carried_models(models: Models, texts: ModelTexts, manifest: Manifest) -> CarriedModels:
    """Give the live models with their cards and texts.

    Raises:
        NotFound: a champion has no candidate or no text.
        Corrupt: a text is not what was trained.
    """
    profiles = sorted({each.profile for each in manifest.devices})
    carried: list[CarriedModel] = []
    for profile in profiles:
        lines = models.lines.of(manifest.tenant, manifest.site, profile)
        for champion in models.champions(manifest.tenant, manifest.site, profile):
            candidate = models.candidate(manifest.tenant, champion.model, champion.version)
            text, card, line = texts.read(candidate), candidate.card, lines.get(champion.model)
            if line is not None and line.version == champion.version:
                card = msgspec.structs.replace(card, threshold=line.threshold)
            carried.append(CarriedModel(champion.model, champion.version, profile, card, text))
    return CarriedModels(manifest.tenant, manifest.site, tuple(carried))
