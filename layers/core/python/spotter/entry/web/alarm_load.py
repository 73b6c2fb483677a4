"""Alarm performance over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.alarm_load import AlarmMetrics
from spotter.contracts.http.alarm_load import AlarmMetricsAnswer, MetricsAsked
from spotter.domain.alarm_metrics import Span
from spotter.entry.web.auth import Anybody
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.measure_alarms import MeasureAlarms
from spotter.stores.load_norms import load_norms

router = APIRouter(prefix="/v1/sites", tags=["alarms"])


@router.get("/{site}/alarm-metrics", response_model=AlarmMetricsAnswer)
async def measure_alarms(
    site: SitePath, parts: ForConsole, who: Anybody, asked: Annotated[MetricsAsked, Query()]
) -> AlarmMetrics:
    """Measure how the alarms of a site perform: load, floods, stale, chattering, times of answers."""
    measure = MeasureAlarms(parts.ledger, parts.registry, load_norms())
    return measure(who.tenant, Span(site, asked.since, asked.until, asked.positions))
