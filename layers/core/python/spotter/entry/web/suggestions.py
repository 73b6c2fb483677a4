"""What to label next, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.http.models import Moment
from spotter.contracts.http.suggestions import SuggestionAnswer, SuggestionsAnswer
from spotter.contracts.names import SLUG_PATTERN, LabelName
from spotter.domain.suggesting import Wish
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.names import ModelPath, SitePath
from spotter.entry.web.parts import ForArchive
from spotter.services.suggest_labels import SuggestLabels

UNASKED = timedelta(days=1)
"""What is looked at when nobody says since when."""

router = APIRouter(prefix="/v1/sites", tags=["labels"])


@router.get("/{site}/models/{model}/suggestions")
async def suggest_labels(  # noqa: PLR0913 - one argument a query
    site: SitePath,
    model: ModelPath,
    parts: ForArchive,
    who: AnEngineer,
    *,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    most: Annotated[int, Query(ge=1, le=500)] = 20,
    apart_s: Annotated[float, Query(ge=0, le=86_400)] = 60.0,
    label: Annotated[LabelName | None, Query(pattern=SLUG_PATTERN)] = None,
) -> SuggestionsAnswer:
    """Suggest what to label next: where the model was least sure, and nobody has said yet what it was."""
    end = until or parts.clock()
    found = SuggestLabels(parts.predictions, parts.registry, parts.models)(
        (who.tenant, site),
        model,
        Wish(most, timedelta(seconds=apart_s)),
        since=since or end - UNASKED,
        until=end,
        label=label,
    )
    suggestions = tuple(map(SuggestionAnswer.model_validate, found.suggestions))
    return SuggestionsAnswer(
        site=site, model=model, batches=found.batches, read=found.read, suggestions=suggestions
    )
