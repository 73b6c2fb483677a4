"""What functions/zones is made of; `bootstrap` puts it together, tests do so from memory."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from spotter.entry.web.parts import composed
from spotter.services.alert_neighbours import AlertNeighbours
from spotter.services.count_heads import WhereParts
from spotter.stores.alarms import AlarmLedger


class ZonesParts(NamedTuple):
    """What functions/zones is made of."""

    where: WhereParts
    ledger: AlarmLedger
    alert: AlertNeighbours


async def zones_parts(request: Request) -> ZonesParts:
    """Give the parts of functions/zones, put together on the first request."""
    parts: ZonesParts = composed(request)
    return parts


ForZones = Annotated[ZonesParts, Depends(zones_parts)]
