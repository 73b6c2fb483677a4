"""Decide an alarm's next move on what is stored, and write it: optimistic, in a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spotter.contracts.alarms import Alarm
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms.moves import Move
from spotter.errors import Conflict, Unavailable
from spotter.stores.alarms import AlarmLedger

ATTEMPTS = 8
"""How often a write is decided anew when another writer was first; then the queue brings the signal again."""


class AlarmAt(NamedTuple):
    """Where an alarm is."""

    tenant: Tenant
    site: SiteName
    alarm: str


def decided(
    ledger: AlarmLedger, named: tuple[Tenant, SiteName, str], decide: Callable[[Alarm | None], Move | None]
) -> tuple[Alarm | None, bool]:
    """Read an alarm, decide, write; decide anew when another writer was first. Gives it and whether it moved.

    Raises:
        Unavailable: others kept being first.
    """
    for _ in range(ATTEMPTS):
        before = ledger.find(*named)
        move = decide(before)
        if move is None:
            return before, False
        try:
            ledger.record(move.alarm, move.transition)
        except Conflict:
            continue
        return move.alarm, True
    raise Unavailable("the alarm is being moved by others", alarm=named[2])
