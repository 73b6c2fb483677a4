"""Labels over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.learning import IntervalAnswer, LabelAnswer, LabelBody
from spotter.contracts.labels import Interval
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import LabelPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.mark_label import mark_label as mark

router = APIRouter(prefix="/v1/sites", tags=["labels"])


@router.put("/{site}/labels/{label}")
async def mark_label(
    site: SitePath, label: LabelPath, body: LabelBody, parts: ForConsole, who: AnEngineer
) -> LabelAnswer:
    """Add intervals to those that carry a label; what overlaps on one device becomes one interval."""
    marked = mark(
        parts.models,
        parts.registry,
        (who.tenant, site, label),
        [as_struct(interval, Interval) for interval in body.intervals],
        by=who.name,
        now=parts.clock(),
    )
    intervals = tuple(map(IntervalAnswer.model_validate, marked.intervals))
    return LabelAnswer(site=site, label=label, intervals=intervals)
