"""The load of people by alarms over HTTP: how alarms perform, and what was grouped."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from spotter.contracts.alarm_load import AlarmMetrics
from spotter.contracts.http.alarm_load import (
    AlarmGroupAnswer,
    AlarmMetricsAnswer,
    GroupedAnswer,
    MetricsAsked,
)
from spotter.domain.alarm_metrics import Span
from spotter.entry.web.auth import Anybody, ASupervisor
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.list_group import Listed, list_group
from spotter.services.measure_alarms import MeasureAlarms
from spotter.stores.groups import governor_norms
from spotter.stores.load_norms import load_norms

GroupPath = Annotated[str, Path(pattern=r"^\d{8}-\d{4}$", examples=["20261124-0905"])]

router = APIRouter(prefix="/v1/sites", tags=["alarms"])


@router.get("/{site}/alarm-metrics", response_model=AlarmMetricsAnswer)
async def measure_alarms(
    site: SitePath, parts: ForConsole, who: Anybody, asked: Annotated[MetricsAsked, Query()]
) -> AlarmMetrics:
    """Measure how the alarms of a site perform: load, floods, stale, chattering, times of answers."""
    measure = MeasureAlarms(parts.ledger, parts.registry, load_norms())
    return measure(who.tenant, Span(site, asked.since, asked.until, asked.positions))


@router.get("/{site}/alarm-groups/{group}")
async def show_alarm_group(
    site: SitePath, group: GroupPath, parts: ForConsole, who: ASupervisor
) -> AlarmGroupAnswer:
    """List every alarm that was told in one group notice, of which an SMS names the first few only."""
    found = list_group(parts.groups, parts.registry, governor_norms(), (who.tenant, site), group)
    return AlarmGroupAnswer(group=group, alarms=tuple(map(_answer, found)))


def _answer(listed: Listed) -> GroupedAnswer:
    item = listed.item
    return GroupedAnswer(
        alarm=item.alarm,
        occurrence=item.occurrence,
        alarm_class=item.alarm_class,
        title=item.title,
        subject=item.subject,
        at=item.at,
        people=listed.people,
        told=listed.told,
    )
