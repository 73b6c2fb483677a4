"""Assignments as they are kept: the statements about each device, and for each worker where to look."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, Tenant, WorkerName
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, encoded


class Worn(msgspec.Struct, frozen=True):
    """Says that a worker was named in the history of a device."""

    device: DeviceName


class Assignments:
    """Histories to which statements are only ever added."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._statements = Documents(records, Assignment)
        self._worn = Documents(records, Worn)

    def of_device(self, tenant: Tenant, device: DeviceName) -> tuple[Assignment, ...]:
        """Give all statements about a device in the order in which they were recorded."""
        found = self._statements.query(_statements(tenant), prefix=f"{device}#")
        return tuple(stored.document for stored in found)

    def of_tenant(self, tenant: Tenant) -> Iterator[Assignment]:
        """Give every statement of a tenant, by device and number."""
        return (stored.document for stored in self._statements.query(_statements(tenant)))

    def of_worker(self, tenant: Tenant, worker: WorkerName) -> tuple[Assignment, ...]:
        """Give all statements about every device in whose history a worker was ever named."""
        named = [stored.document.device for stored in self._worn.query(_worn(tenant), prefix=f"{worker}#")]
        return tuple(statement for device in named for statement in self.of_device(tenant, device))

    def add(self, statement: Assignment) -> None:
        """Add a statement, or raise Conflict when another one has its number."""
        key = Key(_statements(statement.tenant), f"{statement.device}#{statement.number:08d}")
        writes = [Write(key, encoded(statement), None)]
        if statement.worker is not None:
            pointer = Key(_worn(statement.tenant), f"{statement.worker}#{statement.device}")
            if self._worn.get(pointer) is None:
                writes.append(Write(pointer, encoded(Worn(statement.device)), None))
        self._records.put_all(writes)


def _statements(tenant: Tenant) -> str:
    return f"{tenant}#assignments"


def _worn(tenant: Tenant) -> str:
    return f"{tenant}#worn"
