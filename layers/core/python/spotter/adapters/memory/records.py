"""Records in a dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from spotter.errors import Conflict
from spotter.ports.records import Key, Record, Records, Write


class MemoryRecords:
    """The readable definition of Records: one lock makes every write conditional and whole."""

    def __init__(self) -> None:
        self._records: dict[Key, Record] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Record | None:
        """Read one record; None when there is none."""
        return self._records.get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Read several records; a key without a record is left out."""
        return {key: self._records[key] for key in keys if key in self._records}

    def put(self, write: Write) -> Record:
        """Write one record if the stored version is the expected one, else raise Conflict."""
        self.put_all([write])
        return self._records[write.key]

    def put_all(self, writes: Sequence[Write]) -> None:
        """Write all records or none; Conflict when one stored version is not the expected one."""
        with self._lock:
            for write in writes:
                stored = self._records.get(write.key)
                if write.expected != (stored.version if stored else None):
                    raise Conflict("record", " ".join(write.key), expected=write.expected)
            for write in writes:
                self._records[write.key] = Record(write.key, write.body, (write.expected or 0) + 1)

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        """Give the records of a partition whose sort key begins with the prefix, in order."""
        found = [key for key in self._records if key.partition == partition and key.sort.startswith(prefix)]
        return (self._records[key] for key in sorted(found))


if TYPE_CHECKING:
    _: Records = MemoryRecords()
