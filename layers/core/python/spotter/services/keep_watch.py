"""Keep watch over an alarm that is or was quiet: start the run that calls people when they may be called."""

from __future__ import annotations

import contextlib
from datetime import datetime

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.domain.escalation import run_name, waking
from spotter.errors import Conflict
from spotter.ports.workflows import Workflow


def keep_watch(runs: Workflow, alarm: Alarm, *, now: datetime) -> None:
    """Have an unanswered alarm taken up at the end of its silence, or at once when that is over already.

    Doing it again is harmless: the same end of a silence is the same run.

    Raises:
        Unavailable: the run could not be started; calling again is right.
    """
    rung = waking(alarm, now=now)
    if rung is None:
        return
    with contextlib.suppress(Conflict):  # it waits already, since a moment ago
        runs.start(name=run_name(rung.step), payload=msgspec.json.encode(rung).decode())
