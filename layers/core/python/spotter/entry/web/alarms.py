"""Alarms over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from spotter.contracts.alarms import Alarm
from spotter.contracts.http.alarms import (
    AcknowledgeBody,
    AlarmAnswer,
    AlarmHistoryAnswer,
    AlarmsAnswer,
    ClearBody,
    TransitionAnswer,
)
from spotter.entry.web.auth import Anybody, ASupervisor
from spotter.entry.web.names import AlarmPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.acknowledge_alarm import acknowledge, clear
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


@router.post("/{site}/alarms/{alarm}/acknowledge", response_model=AlarmAnswer)
async def acknowledge_alarm(
    site: SitePath, alarm: AlarmPath, body: AcknowledgeBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Answer for an alarm and say what it was; an alarm that is acknowledged already stays as it is."""
    return acknowledge(
        parts.ledger,
        parts.clock,
        tenant=who.tenant,
        site=site,
        alarm=alarm,
        actor=who.name,
        reason=body.reason,
        note=body.note,
    )


@router.post("/{site}/alarms/{alarm}/clear", response_model=AlarmAnswer)
async def clear_alarm(
    site: SitePath, alarm: AlarmPath, body: ClearBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Clear an advisory or low alarm by hand; the others clear by their condition and an acknowledgement."""
    return clear(
        parts.ledger, parts.clock, tenant=who.tenant, site=site, alarm=alarm, actor=who.name, note=body.note
    )
