"""Find ages: the years of birth of those who wore a device, span by span, for limits that depend on age."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from spotter.contracts.names import DeviceName, Subject, Tenant, kind_and_name
from spotter.domain.assignments import stints
from spotter.domain.rules.ages import UNKNOWN, Ages, WornBy
from spotter.domain.rules.taking import milliseconds
from spotter.ports.clock import Clock
from spotter.stores.assignments import Assignments
from spotter.stores.workers import Workers

READ_AGAIN = timedelta(seconds=10)
"""How long a process goes on with what it has read: then a correction or erasure is in force everywhere."""


class FindAges:
    """The use case: two reads for each device in ten seconds, and only where a rule asks."""

    def __init__(self, assignments: Assignments, workers: Workers, clock: Clock) -> None:
        self._assignments = assignments
        self._workers = workers
        self._clock = clock
        self._known: dict[tuple[Tenant, Subject], tuple[datetime, Ages]] = {}

    def __call__(self, tenant: Tenant, subject: Subject) -> Ages:
        """Give who wore the device of a subject when, as it is known now; empty for any other subject.

        Raises:
            Unavailable: a store does not answer.
        """
        kind, name = kind_and_name(subject)
        if kind != "device":
            return UNKNOWN
        now = self._clock()
        read_at, ages = self._known.get((tenant, subject), (None, UNKNOWN))
        if read_at is None or now - read_at >= READ_AGAIN:
            ages = self._read(tenant, DeviceName(name))
            self._known[tenant, subject] = (now, ages)
        return ages

    def _read(self, tenant: Tenant, device: DeviceName) -> Ages:
        worn = stints(self._assignments.of_device(tenant, device), device)
        born = self._workers.born(tenant, {stint.worker for stint in worn})
        spans = tuple(
            WornBy(
                milliseconds(stint.since),
                milliseconds(stint.until) if stint.until else sys.maxsize,
                born[stint.worker],
            )
            for stint in worn
            if stint.worker in born
        )
        return {device: spans} if spans else UNKNOWN
