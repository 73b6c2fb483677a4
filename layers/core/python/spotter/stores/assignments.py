"""Assignments: what was said about who wears which device; statements are only ever added."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, Tenant
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents


class Assignments:
    """The history of each device of a tenant, one record a statement, in the order of recording."""

    def __init__(self, records: Records) -> None:
        self._statements = Documents(records, Assignment)

    def of_device(self, tenant: Tenant, device: DeviceName) -> list[Assignment]:
        """Give every statement about a device, oldest first."""
        return [stored.document for stored in self._statements.query(_partition(tenant), prefix=f"{device}#")]

    def of_tenant(self, tenant: Tenant) -> Iterator[Assignment]:
        """Give every statement of a tenant, by device and number."""
        return (stored.document for stored in self._statements.query(_partition(tenant)))

    def add(self, statement: Assignment) -> None:
        """Add a statement, or raise Conflict when its number is taken."""
        key = Key(_partition(statement.tenant), f"{statement.device}#{statement.number:08d}")
        self._statements.put(key, statement, expected=None)


def _partition(tenant: Tenant) -> str:
    return f"{tenant}#assignments"
