"""The policies of each tenant, every version kept."""

from __future__ import annotations

from spotter.contracts.names import Tenant
from spotter.contracts.policies import PolicySet
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, encoded


class Policies:
    """What is to become of things by themselves."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sets = Documents(records, PolicySet)

    def find(self, tenant: Tenant) -> PolicySet | None:
        """Read what is in force; None while nothing was set."""
        stored = self._sets.get(Key(f"{tenant}#policies", "current"))
        return None if stored is None else stored.document

    def put(self, chosen: PolicySet) -> None:
        """Put a set in place of the one before, which its version follows, or raise Conflict."""
        expected = chosen.version - 1 or None
        key, history = Key(f"{chosen.tenant}#policies", "current"), f"{chosen.tenant}#policies-history"
        writes = [
            Write(key, encoded(chosen), expected),
            Write(Key(history, f"{chosen.version:06d}"), encoded(chosen), None),
        ]
        self._records.put_all(writes)
