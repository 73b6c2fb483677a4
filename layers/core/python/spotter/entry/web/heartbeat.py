"""The heartbeat over HTTP: by which route the way of alarms of a site is tested."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.alarms import alarm_id
from spotter.contracts.heartbeat import Route
from spotter.contracts.http.heartbeat import HeartbeatAnswer, HeartbeatBody
from spotter.contracts.names import DeviceName, PersonName, subject_of
from spotter.domain.heartbeat import HEARTBEAT
from spotter.entry.web.auth import AnOperator, ASupervisor
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ConsoleParts, ForConsole
from spotter.errors import NotFound
from spotter.services.keep_heartbeat import put_heartbeat as keep_heartbeat

router = APIRouter(prefix="/v1/sites", tags=["watch"])


@router.put("/{site}/heartbeat")
async def put_heartbeat(
    site: SitePath, body: HeartbeatBody, parts: ForConsole, who: AnOperator
) -> HeartbeatAnswer:
    """Have the way of alarms of a site tested; its device must beat from then on."""
    device, receipt = DeviceName(body.device), PersonName(body.receipt)
    route = Route(who.tenant, site, device, receipt, parts.clock(), who.name)
    return _answer(parts, keep_heartbeat(parts.paging.people, parts.registry, route))


@router.get("/{site}/heartbeat")
async def show_heartbeat(site: SitePath, parts: ForConsole, who: ASupervisor) -> HeartbeatAnswer:
    """Show by which route the way of alarms is tested, and how the last round went."""
    stored = parts.paging.people.find_heartbeat(who.tenant, site)
    if stored is None:
        raise NotFound("heartbeat", site)
    return _answer(parts, stored.document)


def _answer(parts: ConsoleParts, route: Route) -> HeartbeatAnswer:
    name = alarm_id(HEARTBEAT, subject_of("device", route.device))
    alarm = parts.ledger.find(route.tenant, route.site, name)
    answer = HeartbeatAnswer.model_validate(route)
    if alarm is None:
        return answer
    found = {
        "raised_at": alarm.raised_at,
        "paged_at": alarm.paged_at,
        "answered_at": alarm.acknowledged_at,
    }
    return answer.model_copy(update=found)
