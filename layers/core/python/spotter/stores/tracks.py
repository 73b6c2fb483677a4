"""Tracks: where each device of a tenant has been lately."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName, Tenant
from spotter.errors import Corrupt
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class PackedTrack(msgspec.Struct, frozen=True):
    """A track as it is stored: zlib over its JSON."""

    track: bytes


class Tracks:
    """The track of each device, one record a device."""

    def __init__(self, records: Records) -> None:
        self._tracks = Documents(records, PackedTrack)
        self._decoder = msgspec.json.Decoder(tuple[Fix, ...])

    def get(self, tenant: Tenant, device: DeviceName) -> Stored[PackedTrack] | None:
        """Read the record of a device's track, for writing it anew; None when it has none."""
        return self._tracks.get(_key(tenant, device))

    def fixes(self, stored: Stored[PackedTrack] | None) -> tuple[Fix, ...]:
        """Unpack the fixes of a record; no record holds none.

        Raises:
            Corrupt: what is stored is no track.
        """
        if stored is None:
            return ()
        try:
            return self._decoder.decode(zlib.decompress(stored.document.track))
        except (zlib.error, msgspec.DecodeError) as err:
            raise Corrupt(f"a stored track cannot be read: {err}") from err

    def of_devices(self, tenant: Tenant, devices: Sequence[DeviceName]) -> dict[DeviceName, tuple[Fix, ...]]:
        """Read the tracks of several devices at once; devices without one are left out."""
        keys = {_key(tenant, device): device for device in devices}
        return {keys[key]: self.fixes(each) for key, each in self._tracks.get_many(list(keys)).items()}

    def put(self, tenant: Tenant, device: DeviceName, track: Sequence[Fix], *, expected: int | None) -> None:
        """Replace the track of a device, or raise Conflict when another writer was first."""
        packed = PackedTrack(zlib.compress(msgspec.json.encode(track), level=1))
        self._tracks.put(_key(tenant, device), packed, expected=expected)


def _key(tenant: Tenant, device: DeviceName) -> Key:
    return Key(f"{tenant}#tracks", device)
