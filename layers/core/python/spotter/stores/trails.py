"""Trails: what ingest remembers of each device, one record a device."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.trails import Trail
from spotter.errors import Corrupt
from spotter.ports.records import Key, Record, Records, Write
from spotter.stores.documents import Stored

Named = tuple[Tenant, DeviceName]


class Trails:
    """The trail of each device, under the partition `<tenant>#trails`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._decoder = msgspec.json.Decoder(Trail)
        self._encoder = msgspec.json.Encoder(order="deterministic")

    def get(self, tenant: Tenant, device: DeviceName) -> Stored[Trail] | None:
        """Read the trail of a device; None while nothing of it has arrived."""
        record = self._records.get(_key(tenant, device))
        return None if record is None else self._stored(record)

    def get_many(self, named: Iterable[Named]) -> dict[Named, Stored[Trail]]:
        """Read several trails at once; devices without one are left out."""
        keys = {_key(*each): each for each in named}
        return {keys[key]: self._stored(rec) for key, rec in self._records.get_many(list(keys)).items()}

    def put(self, tenant: Tenant, device: DeviceName, trail: Trail, *, expected: int | None) -> None:
        """Replace the trail of a device, or raise Conflict when another writer was first."""
        self._records.put(Write(_key(tenant, device), self._encoder.encode(trail).decode(), expected))

    def _stored(self, record: Record) -> Stored[Trail]:
        try:
            return Stored(self._decoder.decode(record.body), record.version)
        except msgspec.DecodeError as err:
            raise Corrupt(f"the trail of {record.key.sort} cannot be read: {err}", key=record.key) from err


def _key(tenant: Tenant, device: DeviceName) -> Key:
    return Key(f"{tenant}#trails", device)
