"""People in danger over HTTP: head-counts, and who is near an alarm."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from spotter.contracts.http.models import Moment
from spotter.contracts.http.zones import (
    AlertedAnswer,
    AlertedNeighboursAnswer,
    HeadCountAnswer,
    NeighboursAnswer,
)
from spotter.contracts.ledger import By, Channel
from spotter.contracts.muster import HeadCount
from spotter.contracts.nearby import Near
from spotter.entry.web.auth import ASupervisor
from spotter.entry.web.names import AlarmPath, SitePath
from spotter.entry.web.places import ForZones
from spotter.services.advise_neighbours import advise_neighbours
from spotter.services.count_heads import count_heads as count

router = APIRouter(prefix="/v1/sites", tags=["people"])

Since = Annotated[Moment | None, Query(description="When the evacuation began.")]


@router.get("/{site}/headcount", response_model=HeadCountAnswer)
async def count_heads(site: SitePath, parts: ForZones, who: ASupervisor, since: Since = None) -> HeadCount:
    """Count heads: who is at a muster zone, who is not, and of whom it is not known."""
    return count(parts.where, tenant=who.tenant, site=site, since=since)


@router.get("/{site}/alarms/{alarm}/neighbours", response_model=NeighboursAnswer)
async def list_neighbours(
    site: SitePath, alarm: AlarmPath, parts: ForZones, who: ASupervisor
) -> dict[str, list[Near]]:
    """List who is near the subject of an alarm: who may help, who must stay out, who must leave."""
    return {
        "neighbours": advise_neighbours(parts.where, parts.ledger, tenant=who.tenant, site=site, alarm=alarm)
    }


@router.post("/{site}/alarms/{alarm}/neighbours")
async def alert_neighbours(
    site: SitePath, alarm: AlarmPath, parts: ForZones, who: ASupervisor
) -> AlertedNeighboursAnswer:
    """Tell everybody near the subject of an alarm what to do, by the contact of their name; once for each."""
    by = By(who.name, Channel.HTTP, who.subject)
    done = parts.alert(who.tenant, site, alarm, by=by)
    told = [{**msgspec.structs.asdict(each.near), "told": each.told} for each in done]
    return AlertedNeighboursAnswer(neighbours=tuple(map(AlertedAnswer.model_validate, told)))
