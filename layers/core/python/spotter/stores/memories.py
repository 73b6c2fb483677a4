"""Memories: what timed rules keep of each subject, one record a subject."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec

from spotter.domain.rules.memory import Memory
from spotter.domain.rules.timed import About
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Packed(msgspec.Struct, frozen=True):
    """A memory as it is stored: zlib over its JSON."""

    memory: bytes


class Memories:
    """The memory of each subject, under the partition `<tenant>#rule-memories`."""

    def __init__(self, records: Records) -> None:
        self._packed = Documents(records, Packed)
        self._decoder = msgspec.json.Decoder(Memory)

    def get_many(self, abouts: Iterable[About]) -> dict[About, Stored[Memory]]:
        """Read several memories at once; one that cannot be read begins anew."""
        keys = {_key(about): about for about in abouts}
        return {
            keys[key]: Stored(self._unpacked(stored.document.memory), stored.version)
            for key, stored in self._packed.get_many(list(keys)).items()
        }

    def put(self, about: About, memory: Memory, *, expected: int | None) -> None:
        """Replace the memory of a subject, or raise Conflict when another writer was first."""
        packed = Packed(zlib.compress(msgspec.json.encode(memory), level=1))
        self._packed.put(_key(about), packed, expected=expected)

    def _unpacked(self, packed: bytes) -> Memory:
        try:
            return self._decoder.decode(zlib.decompress(packed))
        except (zlib.error, msgspec.DecodeError):
            return Memory()


def _key(about: About) -> Key:
    return Key(f"{about.tenant}#rule-memories", f"{about.site}#{about.subject}")
