"""Memories: what timed rules keep of each subject, one record a subject, and when its timers run out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec

from spotter.contracts.dues import Due
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.timed import About
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded
from spotter.stores.dues import write_of


class Remembered(msgspec.Struct, frozen=True):
    """What is known of a subject: its memory, the moments that are due, and how late each boot was heard.

    `dues` are in event time. `lags` say for each boot by how much our clock was ahead of its newest reading
    when that arrived.
    """

    memory: Memory
    dues: tuple[int, ...] = ()
    lags: dict[str, int] = {}


class Packed(msgspec.Struct, frozen=True):
    """The same as it is stored: zlib over the JSON of the memory."""

    memory: bytes
    dues: tuple[int, ...] = ()
    lags: dict[str, int] = {}


class Memories:
    """The memory of each subject, under the partition `<tenant>#rule-memories`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._packed = Documents(records, Packed)
        self._decoder = msgspec.json.Decoder(Memory)

    def get_many(self, abouts: Iterable[About]) -> dict[About, Stored[Remembered]]:
        """Read several memories at once; one that cannot be read begins anew."""
        keys = {_key(about): about for about in abouts}
        return {
            keys[key]: Stored(self._unpacked(stored.document), stored.version)
            for key, stored in self._packed.get_many(list(keys)).items()
        }

    def put(
        self, about: About, remembered: Remembered, *, expected: int | None, news: Iterable[Due] = ()
    ) -> None:
        """Replace the memory of a subject, together with what is newly due, all or nothing.

        Raises:
            Conflict: another writer was first.
        """
        memory = zlib.compress(msgspec.json.encode(remembered.memory), level=1)
        packed = encoded(Packed(memory, remembered.dues, remembered.lags))
        write = Write(_key(about), packed, expected)
        dues = [write_of(due, (expected or 0) + 1) for due in news]
        if dues:
            self._records.put_all([write, *dues])
        else:
            self._records.put(write)

    def _unpacked(self, packed: Packed) -> Remembered:
        try:
            memory = self._decoder.decode(zlib.decompress(packed.memory))
        except (zlib.error, msgspec.DecodeError):
            return Remembered(Memory())
        return Remembered(memory, packed.dues, packed.lags)


def _key(about: About) -> Key:
    return Key(f"{about.tenant}#rule-memories", f"{about.site}#{about.subject}")
