"""Steward: proves and repairs what the catalogue holds, and follows its policies. Woken by a schedule."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.catalogue import compose_rounds, soon
from spotter.entry.observe import invocation

app = Chalice("steward", configure_logs=False, env={})


@app.lambda_function()
def tend(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Go on with the round through every tenant's catalogue, and keep the indexes."""
    with invocation("steward") as line:
        counts = compose_rounds()(soon())._asdict()
        line.count(**counts)
        return counts
