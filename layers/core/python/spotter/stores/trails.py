"""Trails: what ingest remembers of each device, one record a device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.trails import Boot, Trail
from spotter.errors import Corrupt
from spotter.ports.records import Key, Record, Records, Write
from spotter.stores.documents import Stored, encoded

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

    def over_range(self, tenant: Tenant) -> dict[DeviceName, Trail]:
        """Give the trails of a tenant that know of a channel over its range by readings that were refused.

        One that cannot be read is left out: whoever asks for it by name is told.
        """
        found: dict[DeviceName, Trail] = {}
        for record in self._records.query(_trails(tenant)):
            with suppress(Corrupt):
                trail = self._stored(record).document
                if trail.overs:
                    found[DeviceName(record.key.sort)] = trail
        return found

    def pages(self, named: Named, names: Iterable[str]) -> dict[str, Stored[Boot]]:
        """Read boots of a device that were moved out of its trail; those never moved are left out."""
        keys = {_page_key(named, name): name for name in names}
        found = self._records.get_many(list(keys))
        return {keys[key]: Stored(_boot(record), record.version) for key, record in found.items()}

    def put(
        self,
        named: Named,
        trail: Trail,
        *,
        expected: int | None,
        pages: Mapping[str, tuple[Boot, int | None]] | None = None,
    ) -> None:
        """Replace the trail of a device, and pages of it with the versions they had, all or nothing.

        Raises:
            Conflict: another writer was first.
        """
        write = Write(_key(*named), self._encoder.encode(trail).decode(), expected)
        if not pages:
            self._records.put(write)
            return
        others = [
            Write(_page_key(named, name), encoded(boot), version) for name, (boot, version) in pages.items()
        ]
        self._records.put_all([write, *others])

    def _stored(self, record: Record) -> Stored[Trail]:
        try:
            return Stored(self._decoder.decode(record.body), record.version)
        except msgspec.DecodeError as err:
            raise Corrupt(f"the trail of {record.key.sort} cannot be read: {err}", key=record.key) from err


def _boot(record: Record) -> Boot:
    try:
        return msgspec.json.decode(record.body, type=Boot)
    except msgspec.DecodeError as err:
        raise Corrupt(f"the page {record.key.sort} cannot be read: {err}", key=record.key) from err


def _page_key(named: Named, boot: str) -> Key:
    return Key(f"{named[0]}#trail-pages", f"{named[1]}#{boot}")


def _key(tenant: Tenant, device: DeviceName) -> Key:
    return Key(_trails(tenant), device)


def _trails(tenant: Tenant) -> str:
    return f"{tenant}#trails"
