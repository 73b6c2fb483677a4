"""The spool: readings on disk until the broker has them. Survives SIGKILL and power loss; bounded; counts.

Every change is one SQLite transaction in a write-ahead log that is synced at each commit. A reading is
numbered in the transaction that stores it, so a restart repeats and never renumbers. When the bound is
reached, the oldest bulk makes room; nothing ever makes room by dropping an event. What had to be dropped is
written down in the same transaction, as gaps with first and last number.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading
from spotter.edge.gateway.gaps import GAPS, Gap, gaps_in, take_gaps, write_gap
from spotter.edge.gateway.items import Heard, Lane, Numbered
from spotter.edge.gateway.lately import LATELY, note_lately, noted_in, tail_of
from spotter.edge.gateway.numbering import NUMBERS, Numbering
from spotter.errors import Corrupt, Invalid
from spotter.stores.tails import Tail

Connect = Callable[[str], sqlite3.Connection]

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS kept (
  id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, device TEXT NOT NULL, boot TEXT NOT NULL,
  seq INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS by_lane ON kept (lane, id);
{NUMBERS};
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
{GAPS};
{LATELY}
"""


class Row(NamedTuple):
    """A reading that waits: its place in the spool and its JSON."""

    id: int
    body: bytes


class Depth(NamedTuple):
    """How much waits."""

    events: int
    bulk: int
    bytes: int


class Spool:
    """A spool in a file; `boot` names the numbering of devices that have none, and lasts as long as the file.

    Safe to use from several threads. `connect` is where tests make the disk fail.
    """

    def __init__(self, path: Path, *, most_bytes: int, boot: str, connect: Connect | None = None) -> None:
        """Open or make the spool.

        Raises:
            Corrupt: the file is no spool.
        """
        self._lock = threading.RLock()
        self._most_bytes = most_bytes
        self._flying: set[int] = set()
        self._bytes: dict[int, int] = {}
        try:
            self._db = (connect or _connect)(str(path))
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}; COMMIT")
            self._bytes = self._stored_bytes()
            self._numbering = Numbering(self._db, boot)
        except sqlite3.DatabaseError as err:
            raise Corrupt(f"{path} is no spool: {err}", path=str(path)) from err

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def numbered(self, heard: Iterable[Heard]) -> list[Heard]:
        """Number readings that have no number; final when they are put."""
        with self._lock:
            return [self._numbering.numbered(each) for each in heard]

    def put(
        self,
        heard: Iterable[Heard],
        notes: Mapping[str, bytes] | None = None,
        accepted: Iterable[Reading] = (),
    ) -> int:
        """Store readings and notes, all or none, numbering what has no number; gives how many were dropped.

        What does not fit is dropped by the rules above and is in `gaps` when this returns. `accepted` are the
        readings as they were judged: what `lately` gives, whether or not they are still here.
        """
        with self._change():
            dropped = 0
            for each in self.numbered(heard):
                numbered, body = _written(each)
                dropped += self._make_room(len(body))
                if sum(self._bytes.values()) + len(body) > self._most_bytes:
                    write_gap(self._db, each.lane, numbered.device, numbered.boot, numbered.seq)
                    dropped += 1
                else:
                    self._keep(each.lane, numbered, body)
            self._db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", (notes or {}).items())
            note_lately(self._db, accepted)
            return dropped

    def lately(self, device: DeviceName, *, but: Iterable[Reading] = ()) -> Tail:
        """Give the last readings of a device that were accepted, over restarts, without those named."""
        with self._lock:
            noted = noted_in(self._db, device)
        return tail_of(noted, but=but)

    def waiting(self, lane: Lane, *, most: int) -> list[Row]:
        """Give the oldest readings of a lane that are not on their way already."""
        with self._lock:
            found: list[Row] = []
            if most <= 0:
                return found
            for row in self._db.execute("SELECT id, body FROM kept WHERE lane = ? ORDER BY id", (lane,)):
                if row[0] not in self._flying:
                    found.append(Row(*row))
                if len(found) == most:
                    break
            return found

    def launch(self, ids: Iterable[int]) -> None:
        """Mark readings as on their way: neither given again nor dropped until they land or are recalled."""
        with self._lock:
            self._flying.update(ids)

    def recall(self) -> None:
        """Take back all that is on its way: the connection is gone, and nobody knows what arrived."""
        with self._lock:
            self._flying.clear()

    def land(self, ids: Sequence[int]) -> None:
        """Forget readings that the broker has acknowledged."""
        with self._change():
            for one in ids:
                for lane, size in self._db.execute(
                    "DELETE FROM kept WHERE id = ? RETURNING lane, length(body)", (one,)
                ).fetchall():
                    self._bytes[lane] -= size
        self._flying.difference_update(ids)

    def depth(self) -> Depth:
        """Say how much waits, what is on its way included."""
        with self._lock:
            counted = dict(self._db.execute("SELECT lane, count(*) FROM kept GROUP BY lane").fetchall())
            return Depth(counted.get(Lane.EVENT, 0), counted.get(Lane.BULK, 0), sum(self._bytes.values()))

    def gaps(self) -> list[Gap]:
        """Give what was dropped and has not been reported yet."""
        with self._lock:
            return gaps_in(self._db)

    def report_gaps(self, report: Callable[[Gap], Heard]) -> int:
        """Turn gaps into readings that report them; one transaction, so none is reported twice or lost.

        Reports are small and few, and are stored beyond the bound.
        """
        with self._change():
            found = take_gaps(self._db)
            for gap in found:
                self._keep(Lane.EVENT, *_written(self._numbering.numbered(report(gap))))
            return len(found)

    def notes(self) -> dict[str, bytes]:
        """Give what was noted beside readings, over restarts."""
        with self._lock:
            return {name: bytes(value) for name, value in self._db.execute("SELECT name, value FROM notes")}

    def _keep(self, lane: Lane, numbered: Numbered, body: bytes) -> None:
        self._db.execute(
            "INSERT INTO kept (lane, device, boot, seq, body) VALUES (?, ?, ?, ?, ?)",
            (lane, numbered.device, numbered.boot, numbered.seq, body),
        )
        self._bytes[lane] += len(body)

    def _make_room(self, size: int) -> int:
        """Drop the oldest bulk until a reading fits; where events alone leave no room, drop nothing."""
        dropped = 0
        if self._bytes[Lane.EVENT] + size > self._most_bytes:
            return dropped
        while sum(self._bytes.values()) + size > self._most_bytes:
            row = self._oldest_bulk()
            if row is None:
                break
            self._db.execute("DELETE FROM kept WHERE id = ?", (row[0],))
            self._bytes[Lane.BULK] -= row[4]
            write_gap(self._db, Lane.BULK, row[1], row[2], row[3])
            dropped += 1
        return dropped

    def _oldest_bulk(self) -> tuple[int, str, str, int, int] | None:
        rows = self._db.execute(
            "SELECT id, device, boot, seq, length(body) FROM kept WHERE lane = ? ORDER BY id", (Lane.BULK,)
        )
        return next((row for row in rows if row[0] not in self._flying), None)

    def _stored_bytes(self) -> dict[int, int]:
        rows = self._db.execute("SELECT lane, sum(length(body)) FROM kept GROUP BY lane").fetchall()
        return {Lane.EVENT: 0, Lane.BULK: 0, **dict(rows)}

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Make one transaction; if it fails, disk and memory are as before."""
        with self._lock, ExitStack() as undoing:
            self._db.execute("BEGIN IMMEDIATE")
            undoing.callback(self._undo, dict(self._bytes))
            yield
            self._numbering.write(self._db)
            self._db.commit()
            self._numbering.written()
            undoing.pop_all()

    def _undo(self, held: dict[int, int]) -> None:
        self._bytes = held
        self._numbering.undo()
        self._db.rollback()


def _written(heard: Heard) -> tuple[Numbered, bytes]:
    if heard.boot is None or heard.seq is None:
        raise Invalid("a reading is numbered before it is stored", device=heard.device)
    numbered = Numbered(heard.device, heard.boot, heard.seq, heard.at, heard.values)
    return numbered, msgspec.json.encode(numbered)


def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)
