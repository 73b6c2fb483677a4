"""Monitor: watches for what does not come. Woken by schedules."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.monitor import compose, compose_anchors, compose_heartbeats, compose_timers, soon
from spotter.entry.observe import invocation

app = Chalice("monitor", configure_logs=False, env={})


@app.lambda_function()
def watch(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Watch every device for `watch_s` seconds; the schedule calls again when they are over."""
    with invocation("watch") as line:
        counts = {name: int(count) for name, count in compose()(soon(event))._asdict().items()}
        line.count(**counts)
        return counts


@app.lambda_function()
def timers(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Raise what becomes dangerous within `watch_s` seconds although nothing further is heard."""
    with invocation("timers") as line:
        counts = {name: int(count) for name, count in compose_timers()(soon(event))._asdict().items()}
        line.count(**counts)
        return counts


@app.lambda_function()
def heartbeats(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Call a human by the bell when the way of alarms has not been gone to its end."""
    with invocation("heartbeats") as line:
        counts = compose_heartbeats()()._asdict()
        line.count(**counts)
        return counts


@app.lambda_function()
def anchors(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Write down how far the alarms of every site have come, so that none of them can vanish."""
    with invocation("anchors") as line:
        anchored = compose_anchors()()
        counts = {
            "sites": anchored.sites,
            "anchors": len(anchored.made),
            "sites_failed": len(anchored.failed),
        }
        line.count(**counts)
        line.note(digests={f"{each.tenant}/{each.site}": each.digest for each in anchored.made})
        line.note(failed_at=anchored.failed)
        return counts
