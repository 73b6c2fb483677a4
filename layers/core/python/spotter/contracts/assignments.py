"""Assignments: who wore which device when, as it was said and when it was said."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, Tenant, WorkerName


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One statement in the history of a device: `worker` wore it from `valid_from` until `valid_until`.

    Without a worker nobody wore it; without `valid_until` it holds until a later statement says otherwise.
    `number` counts the statements about a device from 1, in the order in which they were recorded.
    """

    tenant: Tenant
    device: DeviceName
    number: int
    worker: WorkerName | None
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    by: str
    note: str | None = None

    def covers(self, at: datetime) -> bool:
        """Tell whether this statement is about a moment; its end does not belong to it."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)
