"""The catalogue of each tenant: things as they are now, and the numbered log of what changed.

Every change has the next number of its tenant, so that an index learns what it has not seen by reading on
from the number that it has. A thing, its place in the log and the counter are written together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import Tenant
from spotter.errors import Conflict, NotFound, Unavailable
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded

BLOCK = 500
"""Changes that stand in one partition of the log, so that reading on begins near where one stopped."""

TRIES = 8


class _Head(msgspec.Struct, frozen=True):
    """How many changes there were."""

    number: int


class _Change(msgspec.Struct, frozen=True):
    """Which thing changed."""

    id: str


Making = Callable[[Entry | None], Entry | None]
"""Says what a thing is to be, given what it is; None leaves it as it is."""


class Catalogue:
    """Things by id; changes in order."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._entries = Documents(records, Entry)
        self._heads = Documents(records, _Head)
        self._changes = Documents(records, _Change)

    def find(self, tenant: Tenant, id_: str) -> Entry | None:
        """Read a thing; None when there is none."""
        stored = self._entries.get(_entry(tenant, id_))
        return None if stored is None else stored.document

    def entry(self, tenant: Tenant, id_: str) -> Entry:
        """Read a thing, or raise NotFound."""
        found = self.find(tenant, id_)
        if found is None:
            raise NotFound("thing in the catalogue", id_)
        return found

    def entries(self, tenant: Tenant, ids: Sequence[str]) -> list[Entry]:
        """Read several things (at most 100) in the order of their ids; what is not there is left out."""
        keys = [_entry(tenant, id_) for id_ in ids]
        found = self._entries.get_many(keys) if keys else {}
        return [found[key].document for key in keys if key in found]

    def change(self, tenant: Tenant, id_: str, make: Making) -> Entry | None:
        """Write what a thing is to be, with the next number; tried anew when somebody else was first.

        Raises:
            Unavailable: others were first each time.
        """
        for _ in range(TRIES):
            stored = self._entries.get(_entry(tenant, id_))
            made = make(None if stored is None else stored.document)
            if made is None:
                return None if stored is None else stored.document
            head = self._heads.get(_head(tenant))
            entry = msgspec.structs.replace(made, number=(head.document.number if head else 0) + 1)
            try:
                self._records.put_all(_writes(entry, stored, head))
            except Conflict:
                continue
            return entry
        raise Unavailable(f"{id_} was changed by others each time", id=id_)

    def number(self, tenant: Tenant) -> int:
        """Tell how many changes there were."""
        head = self._heads.get(_head(tenant))
        return head.document.number if head else 0

    def changed_since(self, tenant: Tenant, number: int, *, most: int) -> tuple[list[Entry], int]:
        """Give things that changed after a number, and the number up to which these are all."""
        last = self.number(tenant)
        changes = list(islice(self._log(tenant, number, last), most))
        reached = changes[-1][0] if changes else last
        distinct = list(dict.fromkeys(id_ for _, id_ in changes))
        found = [
            entry
            for start in range(0, len(distinct), 100)
            for entry in self.entries(tenant, distinct[start : start + 100])
        ]
        return found, reached

    def _log(self, tenant: Tenant, number: int, last: int) -> Iterator[tuple[int, str]]:
        for block in range((number + 1) // BLOCK, last // BLOCK + 1):
            for record in self._records.query(_log(tenant, block)):
                if number < int(record.key.sort) <= last:
                    yield int(record.key.sort), msgspec.json.decode(record.body, type=_Change).id


def _writes(entry: Entry, stored: Stored[Entry] | None, head: Stored[_Head] | None) -> list[Write]:
    log = Key(_log(entry.tenant, entry.number // BLOCK), f"{entry.number:012d}")
    return [
        Write(_entry(entry.tenant, entry.id), encoded(entry), stored.version if stored else None),
        Write(log, encoded(_Change(entry.id)), None),
        Write(_head(entry.tenant), encoded(_Head(entry.number)), head.version if head else None),
    ]


def _entry(tenant: Tenant, id_: str) -> Key:
    return Key(f"{tenant}#catalogue", id_)


def _head(tenant: Tenant) -> Key:
    return Key(f"{tenant}#catalogue-head", "number")


def _log(tenant: Tenant, block: int) -> str:
    return f"{tenant}#catalogue-log#{block:09d}"
