"""Small versioned records under a two-part key: what the platform remembers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol


class Key(NamedTuple):
    """Where a record lives. Every partition begins with the tenant."""

    partition: str
    sort: str


class Record(NamedTuple):
    """A record as stored: an opaque JSON text and the version of this writing of it, from 1."""

    key: Key
    body: str
    version: int


class Write(NamedTuple):
    """A record to write and the version it expects to replace; None expects that there is none.

    From the epoch second `until` on nobody needs it, and the store may forget it; 0 keeps it for good.
    """

    key: Key
    body: str
    expected: int | None
    until: int = 0


class Records(Protocol):
    """Versioned records with conditional writes; reads are strongly consistent."""

    def get(self, key: Key) -> Record | None:
        """Read one record; None when there is none."""
        ...

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Read several records at once; a key without a record is left out."""
        ...

    def put(self, write: Write) -> Record:
        """Write one record if the stored version is the expected one.

        Raises:
            Conflict: it is not; nothing was written.
        """
        ...

    def put_all(self, writes: Sequence[Write]) -> None:
        """Write all records (at most 100, of different keys) or none.

        Raises:
            Conflict: one stored version is not the expected one; nothing was written.
        """
        ...

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        """Give the records of a partition whose sort key begins with the prefix, in order of the sort key."""
        ...
