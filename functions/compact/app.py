"""Compact: raw objects by hour of arrival become Parquet by event day. Woken by a schedule, or by hand."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.compact import compose
from spotter.entry.observe import invocation

app = Chalice("compact", configure_logs=False, env={})


@app.lambda_function()
def compact(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take in what arrived since the last run; with `sweep` also what came late into closed hours."""
    with invocation("compact") as line:
        counts = compose()(sweep=bool(event.get("sweep")))._asdict()
        line.count(**counts)
        return counts
