"""Alarms over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from spotter.contracts.alarms import Alarm
from spotter.contracts.http.alarms import (
    AlarmAnswer,
    AlarmHistoryAnswer,
    AlarmsAnswer,
    TransitionAnswer,
)
from spotter.entry.web.auth import Anybody
from spotter.entry.web.names import AlarmPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.list_alarms import list_alarms as find_alarms

router = APIRouter(prefix="/v1/sites", tags=["alarms"])


@router.get("/{site}/alarms", response_model=AlarmsAnswer)
async def list_alarms(
    site: SitePath,
    parts: ForConsole,
    who: Anybody,
    state: Annotated[Literal["open", "all"], Query(description="open: all but the cleared")] = "open",
) -> dict[str, tuple[Alarm, ...]]:
    """List the alarms of a site, what matters most first."""
    found = find_alarms(parts.ledger, parts.registry, who.tenant, site, only_open=state == "open")
    return {"alarms": found}


@router.get("/{site}/alarms/{alarm}")
async def show_alarm(site: SitePath, alarm: AlarmPath, parts: ForConsole, who: Anybody) -> AlarmHistoryAnswer:
    """Show an alarm and everything that happened to it."""
    found = parts.ledger.get(who.tenant, site, alarm)
    lines = parts.ledger.transitions(who.tenant, site, alarm)
    return AlarmHistoryAnswer(
        alarm=AlarmAnswer.model_validate(found),
        transitions=tuple(map(TransitionAnswer.model_validate, lines)),
    )
