"""Assign a device: say who wears it, or wore it, from when until when; or that nobody does."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, Tenant, WorkerName
from spotter.errors import Conflict, Invalid
from spotter.ports.clock import Clock
from spotter.stores.assignments import Assignments
from spotter.stores.registry import Registry

ATTEMPTS = 3
"""Two who assign the same device in one moment both get their turn."""


class Said(NamedTuple):
    """What somebody says: who wears a device, from when until when. Without a time it is from now on."""

    tenant: Tenant
    device: DeviceName
    worker: WorkerName | None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    by: str = ""
    note: str | None = None


def assign_device(registry: Registry, assignments: Assignments, clock: Clock, said: Said) -> Assignment:
    """Add a statement to the history of a device; saying the last one again adds nothing.

    Without a worker nobody wears the device: that ends an assignment, or takes a wrong one back. A statement
    about the past is a correction, and what was believed before it stays in the history.

    Raises:
        NotFound: there is no such device.
        Invalid: the span is empty.
        Conflict: others added statements each time in between.
    """
    registry.device(said.tenant, said.device)
    now = clock()
    since = said.valid_from or now
    if said.valid_until is not None and said.valid_until <= since:
        raise Invalid("valid_until must be after valid_from", field="valid_until")
    for attempt in range(1, ATTEMPTS + 1):
        told = assignments.of_device(said.tenant, said.device)
        if told and _repeats(said, told[-1]):
            return told[-1]
        statement = _statement(said, since, now, told)
        try:
            assignments.add(statement)
        except Conflict:
            if attempt == ATTEMPTS:
                raise
        else:
            return statement
    raise AssertionError("the loop returns or raises")


def _statement(said: Said, since: datetime, now: datetime, told: tuple[Assignment, ...]) -> Assignment:
    """Make the next statement; a clock that went back does not reorder what was said."""
    return Assignment(
        said.tenant,
        said.device,
        len(told) + 1,
        said.worker,
        since,
        said.valid_until,
        max([now, *(each.recorded_at for each in told[-1:])]),
        by=said.by,
        note=said.note,
    )


def _repeats(said: Said, last: Assignment) -> bool:
    """Tell whether the last statement says the same; saying it without a time is about now."""
    return (
        said.worker == last.worker
        and said.valid_from == last.valid_from
        and said.valid_until == last.valid_until
    )
