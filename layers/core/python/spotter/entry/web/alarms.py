"""Alarms over HTTP: what there is, and the proof of what happened."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from spotter.contracts.http.alarms import (
    AlarmAnswer,
    AlarmFilters,
    AlarmHistoryAnswer,
    AlarmsAnswer,
    AnchorsAnswer,
    LedgerAnswer,
    TransitionAnswer,
)
from spotter.contracts.names import Subject
from spotter.domain.alarms.moves import as_of
from spotter.entry.web.auth import AnOperator, Anybody, ASupervisor
from spotter.entry.web.names import AlarmPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.anchor_ledger import anchor_ledger as make_anchors
from spotter.services.list_alarms import Page, Wanted
from spotter.services.list_alarms import list_alarms as find_alarms

MOST_LINES = 1000
"""Lines of a ledger in one answer, which stays below what a function may answer."""

LATEST_LINES = 500
"""Lines of the history that people are shown; the ledger has all of them."""

router = APIRouter(prefix="/v1/sites", tags=["alarms"])


@router.get("/{site}/alarms", response_model=AlarmsAnswer)
async def list_alarms(
    site: SitePath, parts: ForConsole, who: Anybody, asked: Annotated[AlarmFilters, Query()]
) -> Page:
    """List the alarms of a site, what matters most first."""
    wanted = Wanted(
        only_open=asked.state == "open",
        alarm_class=asked.alarm_class,
        state=asked.shows,
        subject=Subject(asked.subject) if asked.subject else None,
        retrospective=asked.retrospective,
        since=asked.since,
    )
    at = (who.tenant, site)
    return find_alarms(
        parts.ledger, parts.registry, parts.clock, at, wanted, after=asked.after, most=asked.limit
    )


@router.get("/{site}/alarms/{alarm}")
async def show_alarm(site: SitePath, alarm: AlarmPath, parts: ForConsole, who: Anybody) -> AlarmHistoryAnswer:
    """Show an alarm and what happened to it, oldest first; of a long history the latest 500 lines."""
    found = as_of(parts.ledger.get(who.tenant, site, alarm), parts.clock())
    lines = deque(parts.ledger.transitions(who.tenant, site, alarm), maxlen=LATEST_LINES)
    return AlarmHistoryAnswer(
        alarm=AlarmAnswer.model_validate(found),
        transitions=tuple(map(TransitionAnswer.model_validate, lines)),
    )


@router.get("/{site}/alarms/{alarm}/ledger")
async def show_ledger(
    site: SitePath,
    alarm: AlarmPath,
    parts: ForConsole,
    who: ASupervisor,
    after: Annotated[int, Query(ge=0, description="The version of the last line of the page before.")] = 0,
) -> LedgerAnswer:
    """Give an alarm and the lines of its ledger as they are stored, to check that nothing is missing."""
    found = parts.ledger.get(who.tenant, site, alarm)
    lines = (line for line in parts.ledger.transitions(who.tenant, site, alarm) if line.version > after)
    page = tuple(islice(lines, MOST_LINES))
    following = page[-1].version if len(page) == MOST_LINES else None
    return LedgerAnswer(alarm=_stored(found), lines=tuple(map(_stored, page)), following=following)


@router.get("/{site}/anchors")
async def list_anchors(site: SitePath, parts: ForConsole, who: ASupervisor) -> AnchorsAnswer:
    """Give the anchors of a site's ledger as they are stored, oldest first."""
    return AnchorsAnswer(anchors=tuple(map(_stored, parts.ledger.anchors(who.tenant, site))))


@router.post("/{site}/anchors")
async def anchor_ledger(site: SitePath, parts: ForConsole, who: AnOperator) -> AnchorsAnswer:
    """Write down how far each alarm of a site has come, so that none can vanish unseen."""
    made = make_anchors(parts.ledger, parts.registry, parts.clock, who.tenant, site)
    return AnchorsAnswer(anchors=tuple(map(_stored, made)))


def _stored(struct: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(struct)
    return plain
