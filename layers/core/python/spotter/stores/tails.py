"""Tails: the last readings of each device, so that a stateless function can see a whole window."""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, ModelName, Tenant
from spotter.contracts.readings import Doubt, Scalar
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Moment(msgspec.Struct, frozen=True, array_like=True):
    """What features need of one reading, and how far it is believed; written without field names.

    A tail holds hundreds of them.
    """

    boot: str
    seq: int
    at: datetime
    values: dict[str, Scalar]
    doubts: dict[str, tuple[Doubt, ...]] = {}


class Tail(msgspec.Struct, frozen=True):
    """The last moments of one device, in event order.

    Everything that was measured after `kept_since` and has arrived is here; None while nothing was ever
    dropped. `over` names the models whose latest score was over their threshold. `damaged` says that what was
    kept could not be read, so that this tail begins anew; it is not stored.
    """

    moments: tuple[Moment, ...] = ()
    kept_since: datetime | None = None
    over: tuple[ModelName, ...] = ()
    damaged: bool = False


class Packed(msgspec.Struct, frozen=True):
    """A tail as it is stored: zlib over its JSON, a third of the size and so of the cost of writing it."""

    tail: bytes


class Tails:
    """The tail of each device."""

    def __init__(self, records: Records) -> None:
        self._tails = Documents(records, Packed)
        self._decoder = msgspec.json.Decoder(Tail)

    def get(self, tenant: Tenant, device: DeviceName) -> Stored[Tail] | None:
        """Read the tail of a device; None when nothing was kept yet. One that cannot be read begins anew."""
        stored = self._tails.get(_key(tenant, device))
        if stored is None:
            return None
        try:
            return Stored(self._decoder.decode(zlib.decompress(stored.document.tail)), stored.version)
        except (zlib.error, msgspec.DecodeError):
            return Stored(Tail(damaged=True), stored.version)

    def put(self, tenant: Tenant, device: DeviceName, tail: Tail, *, expected: int | None) -> None:
        """Replace the tail of a device, or raise Conflict when another writer was first."""
        packed = Packed(zlib.compress(msgspec.json.encode(tail), level=1))
        self._tails.put(_key(tenant, device), packed, expected=expected)


def _key(tenant: Tenant, device: DeviceName) -> Key:
    return Key(f"{tenant}#tails", device)
