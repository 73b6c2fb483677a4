"""Dues as they are kept: by the minute at which they are looked at, so that a sweep reads what is due only.

A due is written together with the memory that it follows from and never moved; one that was overtaken is
found to be nothing. So the key has the version of that memory, and two writings never meet. What is over need
not be deleted: it lies in a minute that nobody reads any more, and the store forgets it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from spotter.contracts.dues import Due, SweptUntil
from spotter.contracts.names import Tenant
from spotter.errors import Conflict
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded

MINUTE_MS = 60_000
KEPT_S = 7 * 86_400
"""How long a due is kept after its moment: far longer than sweeps may stand still."""

_UNTIL = Key("timer-sweep", "until")


class Entry(NamedTuple):
    """A due as it stands in the index."""

    due: Due
    key: Key
    version: int


class Dues:
    """The dues of each tenant, under the partitions `<tenant>#dues#<minute>`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._until = Documents(records, SweptUntil)
        self._decoder = msgspec.json.Decoder(Due)

    def open_in(self, tenant: Tenant, minute: int) -> Iterator[Entry]:
        """Give what is to be looked at within a minute and was not, in order.

        What cannot be read names nobody to look at, and must not keep others from being looked at.
        """
        for record in self._records.query(_partition(tenant, minute)):
            with contextlib.suppress(msgspec.DecodeError):
                entry = Entry(self._decoder.decode(record.body), record.key, record.version)
                if not entry.due.is_over:
                    yield entry

    def close(self, entry: Entry) -> None:
        """Write down that a due was looked at; that another sweep did so first changes nothing."""
        over = msgspec.structs.replace(entry.due, is_over=True)
        with contextlib.suppress(Conflict):
            self._records.put(Write(entry.key, encoded(over), entry.version, _forgotten(over)))

    def swept_until(self) -> Stored[SweptUntil] | None:
        """Read until which minute everything was looked at; None before the first sweep."""
        return self._until.get(_UNTIL)

    def put_swept_until(self, minute: int, *, expected: int | None) -> Stored[SweptUntil]:
        """Write until which minute everything was looked at, or raise Conflict."""
        return self._until.put(_UNTIL, SweptUntil(minute), expected=expected)


def write_of(due: Due, version: int) -> Write:
    """Give how a due is written beside the memory of this version that it follows from."""
    sort = f"{due.look_at:014d}#{due.site}#{due.subject}#{version}#{due.at}"
    key = Key(_partition(due.tenant, due.look_at // MINUTE_MS), sort)
    return Write(key, encoded(due), None, _forgotten(due))


def _partition(tenant: Tenant, minute: int) -> str:
    return f"{tenant}#dues#{minute}"


def _forgotten(due: Due) -> int:
    return due.look_at // 1000 + KEPT_S
