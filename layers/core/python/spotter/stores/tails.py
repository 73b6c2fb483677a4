"""Tails: the last readings of each device, so that a stateless function can see a whole window."""

from __future__ import annotations

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.readings import Reading
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Tail(msgspec.Struct, frozen=True):
    """The last readings of one device, oldest first."""

    readings: tuple[Reading, ...]


class Tails:
    """The tail of each device."""

    def __init__(self, records: Records) -> None:
        self._tails = Documents(records, Tail)

    def get(self, tenant: Tenant, device: DeviceName) -> Stored[Tail] | None:
        """Read the tail of a device; None when nothing was kept yet."""
        return self._tails.get(_key(tenant, device))

    def put(self, tenant: Tenant, device: DeviceName, tail: Tail, *, expected: int | None) -> None:
        """Replace the tail of a device, or raise Conflict when another writer was first."""
        self._tails.put(_key(tenant, device), tail, expected=expected)


def _key(tenant: Tenant, device: DeviceName) -> Key:
    return Key(f"{tenant}#tails", device)
