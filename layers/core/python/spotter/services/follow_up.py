"""Follow up on what a person did to an alarm: tell those who were paged, or keep watch over its silence."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Acknowledge, Approve, Clear, PersonsAct, Resume, Silencing
from spotter.ports.workflows import Workflow
from spotter.services.announce import announce
from spotter.services.keep_watch import keep_watch


def follow_up(runs: Workflow, alarm: Alarm, act: PersonsAct, *, now: datetime) -> None:
    """Do what an act asks for beyond the alarm itself. The act stands; doing this again is harmless.

    Raises:
        Unavailable: the end of a silence could not be watched; whoever acted is told, and acts again.
    """
    match act:
        case Acknowledge():
            announce(runs, alarm, "acknowledged")
        case Clear():
            announce(runs, alarm, "resolved")
        case Silencing() | Approve() | Resume():
            keep_watch(runs, alarm, now=now)
        case _:
            pass
