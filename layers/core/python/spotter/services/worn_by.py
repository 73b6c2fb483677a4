"""Worn by: the spans in which a worker wore devices, as it is known now."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.archive import Stint
from spotter.contracts.names import Tenant, WorkerName
from spotter.domain.assignments import stints
from spotter.stores.assignments import Assignments


def worn_by(
    assignments: Assignments, tenant: Tenant, worker: WorkerName, *, since: datetime, until: datetime
) -> tuple[Stint, ...]:
    """Give the spans of devices that a worker wore some time from `since` to `until`, as corrected since."""
    history = assignments.of_worker(tenant, worker)
    return tuple(
        Stint(span.device, span.since, span.until)
        for device in sorted({statement.device for statement in history})
        for span in stints(history, device)
        if span.worker == worker and span.since < until and (span.until is None or span.until > since)
    )
