"""Promote a candidate: move the champion pointer to it, if its verdict says so and nobody else was first."""

from __future__ import annotations

from spotter.contracts.learning import Champion
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import Conflict, Invalid
from spotter.ports.clock import Clock
from spotter.services.note_things import note_model
from spotter.stores.models import Models

SAID = {"reject": "was rejected", "inconclusive": "was judged on too few rows"}


def promote_candidate(
    models: Models, clock: Clock, *, tenant: Tenant, model: ModelName, version: str
) -> Champion:
    """Make a candidate the champion; doing it again changes nothing.

    Raises:
        NotFound: there is no such candidate.
        Invalid: it was not judged, or the verdict is another than to promote it.
        Conflict: the champion is no longer the one that the verdict compared it with.
    """
    candidate = models.candidate(tenant, model, version)
    verdict = models.verdict(tenant, model, version)
    if verdict is None or verdict.outcome != "promote":
        said = "was not judged yet" if verdict is None else SAID[verdict.outcome]
        raise Invalid(f"{model} {version} {said}, so it cannot go live", model=model, version=version)
    stored = models.champion(tenant, candidate.site, candidate.profile, model)
    live = stored.document.version if stored else None
    if stored and live == version:
        return stored.document
    if live != verdict.against:
        expected = stored.version if stored else None
        raise Conflict("champion", model, expected=expected, judged_against=verdict.against, live=live)
    champion = Champion(
        tenant=tenant,
        model=model,
        version=version,
        site=candidate.site,
        profile=candidate.profile,
        since=clock(),
        previous=live,
    )
    models.move_champion(champion, expected=stored.version if stored else None)
    note_model(models, tenant, model, version, live)
    return champion
