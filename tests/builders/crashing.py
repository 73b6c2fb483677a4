"""Ports that die after so many calls, as a function does that is stopped half-way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spotter.errors import Unavailable
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Record, Records, Write


class Crashing:
    """Counts the calls that change something; after the last that survives, nothing works any more."""

    def __init__(self, survives: int) -> None:
        self._left = survives

    def count(self) -> None:
        """Let a call through, or stop the world."""
        if self._left == 0:
            raise Unavailable("the function was stopped")
        self._left -= 1


class CrashingObjects(NamedTuple):
    """Objects of a function that is stopped."""

    objects: Objects
    crashing: Crashing

    def put(self, key: str, content: bytes) -> None:
        self.crashing.count()
        self.objects.put(key, content)

    def get(self, key: str) -> bytes:
        self.crashing.count()
        return self.objects.get(key)

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        return self.objects.keys(prefix, after=after)


class CrashingRecords(NamedTuple):
    """Records of a function that is stopped."""

    records: Records
    crashing: Crashing

    def get(self, key: Key) -> Record | None:
        return self.records.get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        return self.records.get_many(keys)

    def put(self, write: Write) -> Record:
        self.crashing.count()
        return self.records.put(write)

    def put_all(self, writes: Sequence[Write]) -> None:
        self.crashing.count()
        self.records.put_all(writes)

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        return self.records.query(partition, prefix=prefix)
