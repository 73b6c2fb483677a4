"""Announce what became of an alarm: start the run that tells everyone who was paged."""

from __future__ import annotations

import contextlib
from typing import Literal

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.escalation import Ladder, Tell
from spotter.domain.escalation import run_name
from spotter.errors import Conflict, Unavailable
from spotter.ports.workflows import Workflow


def announce(runs: Workflow, alarm: Alarm, what: Literal["acknowledged", "resolved"]) -> None:
    """Have everyone who was paged told; what they did stands whether or not this can be started.

    Where it cannot, the climbing that finds the alarm answered tells them at its next step.
    """
    if not alarm.paged:
        return
    step = Tell(alarm.tenant, alarm.site, alarm.id, alarm.occurrence, what)
    payload = msgspec.json.encode(Ladder(go_on=True, wait_s=0, step=step)).decode()
    with contextlib.suppress(Conflict, Unavailable):
        runs.start(name=run_name(step), payload=payload)
