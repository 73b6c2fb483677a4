"""Fleet: revokes certificates that are over, and ends the alarms of quiet claims. Woken by a schedule."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.fleet import compose, compose_certificates
from spotter.entry.observe import invocation

app = Chalice("fleet", configure_logs=False, env={})


@app.lambda_function()
def sweep(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Work off what waits, as far as one run may."""
    with invocation("fleet") as line:
        counts = compose()()._asdict() | {"certificates_ending": compose_certificates()()}
        line.count(**counts)
        return counts
