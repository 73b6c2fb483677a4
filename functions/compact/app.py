"""Compact: raw objects by hour of arrival become Parquet by event day. Woken by a schedule, or by hand."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.compact import compose
from spotter.entry.observe import invocation
from spotter.services.renew_exposures import renew_exposures

app = Chalice("compact", configure_logs=False, env={})


@app.lambda_function()
def compact(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take in what arrived since the last run; with `sweep` also what came late, and what it changes.

    Raises:
        SpotterError: a site could not be compacted; everything else was done, and the run is repeated.
    """
    with invocation("compact") as line:
        parts, sweep = compose(), bool(event.get("sweep"))
        compacted = parts.compact(sweep=sweep)
        counts = compacted.counts()
        if sweep:
            counts |= renew_exposures(parts.reckon)._asdict() | parts.settle()._asdict()
        line.count(**counts)
        if compacted.failures:
            raise compacted.failures[0]
        return counts
