"""Workers as they are kept: one record each, written over and never added to, so that erasing is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.names import Tenant, WorkerName
from spotter.contracts.workers import Worker, WorkerNorms
from spotter.errors import NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Workers:
    """The workers of a tenant, under the partition `<tenant>#workers`."""

    def __init__(self, records: Records) -> None:
        self._workers = Documents(records, Worker)

    def find(self, tenant: Tenant, name: WorkerName) -> Stored[Worker] | None:
        """Read a worker; None when nothing was ever recorded."""
        return self._workers.get(_key(tenant, name))

    def get(self, tenant: Tenant, name: WorkerName) -> Stored[Worker]:
        """Read a worker, or raise NotFound."""
        found = self.find(tenant, name)
        if found is None:
            raise NotFound("worker", name)
        return found

    def of_tenant(self, tenant: Tenant) -> Iterator[Worker]:
        """Give all workers by name."""
        return (stored.document for stored in self._workers.query(f"{tenant}#workers"))

    def born(self, tenant: Tenant, names: Iterable[WorkerName]) -> dict[WorkerName, int]:
        """Give the years of birth of workers; whose is not known is left out."""
        keys = [_key(tenant, name) for name in sorted(set(names))]
        found = self._workers.get_many(keys) if keys else {}
        return {
            each.document.name: each.document.born
            for each in found.values()
            if each.document.born is not None
        }

    def put(self, worker: Worker, *, expected: int | None) -> Stored[Worker]:
        """Write a worker in place of what was there, or raise Conflict."""
        return self._workers.put(_key(worker.tenant, worker.name), worker, expected=expected)


@cache
def worker_norms() -> WorkerNorms:
    """Read which years of birth are believed; it comes with the library."""
    content = (Path(__file__).parent / "packs" / "workers.json").read_bytes()
    return msgspec.json.decode(content, type=WorkerNorms)


def _key(tenant: Tenant, name: WorkerName) -> Key:
    return Key(f"{tenant}#workers", name)
