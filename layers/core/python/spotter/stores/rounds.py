"""How far the last round through a tenant's catalogue came."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from spotter.contracts.names import Tenant
from spotter.errors import Conflict
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents


class _Place(msgspec.Struct, frozen=True):
    """The change up to which things were looked at, and how many groups of files of the thing after it."""

    number: int
    within: int = 0


class Rounds:
    """One place a tenant; two rounds at once may do work twice, and no harm."""

    def __init__(self, records: Records) -> None:
        self._places = Documents(records, _Place)

    def begun(self, tenant: Tenant) -> tuple[int, int]:
        """Say after which change to go on, and within the thing after it; zeros for a new round."""
        stored = self._places.get(_key(tenant))
        return (stored.document.number, stored.document.within) if stored else (0, 0)

    def stopped(self, tenant: Tenant, number: int, within: int = 0) -> None:
        """Say up to which change things were looked at; 0 when it was the last."""
        stored = self._places.get(_key(tenant))
        with suppress(Conflict):  # somebody else is on a round, and says where
            self._places.put(
                _key(tenant), _Place(number, within), expected=stored.version if stored else None
            )


def _key(tenant: Tenant) -> Key:
    return Key(f"{tenant}#catalogue-round", "place")
