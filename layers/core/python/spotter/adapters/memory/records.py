"""Records in memory: what versioned records and conditional writes mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from spotter.adapters.limits import check_writes
from spotter.errors import Conflict
from spotter.ports.records import Key, Record, Records, Write


class MemoryRecords:
    """Records in a dictionary; one lock makes a conditional write atomic."""

    def __init__(self) -> None:
        self._stored: dict[Key, Record] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Record | None:
        """Read one record; None when there is none."""
        return self._stored.get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Read several records at once; a key without a record is left out."""
        with self._lock:
            return {key: self._stored[key] for key in keys if key in self._stored}

    def put(self, write: Write) -> Record:
        """Write one record if the stored version is the expected one, else raise Conflict."""
        self.put_all([write])
        return _written(write)

    def put_all(self, writes: Sequence[Write]) -> None:
        """Write all records or none; raise Conflict when one version is not the expected one."""
        check_writes(writes)
        with self._lock:
            for write in writes:
                self._expect(write)
            self._stored.update({write.key: _written(write) for write in writes})

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        """Give the records of a partition whose sort key begins with the prefix, in order."""
        with self._lock:
            keys = [key for key in self._stored if key.partition == partition]
            found = [self._stored[key] for key in sorted(keys) if key.sort.startswith(prefix)]
        return iter(found)

    def _expect(self, write: Write) -> None:
        stored = self._stored.get(write.key)
        if (stored.version if stored else None) != write.expected:
            raise Conflict("record", "/".join(write.key), expected=write.expected)


def _written(write: Write) -> Record:
    return Record(write.key, write.body, (write.expected or 0) + 1)


if TYPE_CHECKING:
    _port: type[Records] = MemoryRecords
