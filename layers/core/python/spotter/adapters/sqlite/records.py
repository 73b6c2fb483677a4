"""Records in one SQLite file, for people without a cloud: processes share it, and any may be killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from spotter.adapters.limits import check_writes
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Key, Record, Records, Write

WAIT_S = 60.0
"""How long a writer waits for another; a write takes milliseconds."""

TABLE = """create table if not exists records
(pk text, sk text, body text not null, version integer not null, primary key (pk, sk)) without rowid"""
READ = "select pk, sk, body, version from records where "
FIRST = "insert into records values (?, ?, ?, 1) on conflict do nothing"
NEXT = "update records set body = ?, version = version + 1 where pk = ? and sk = ? and version = ?"


class SqliteRecords:
    """Records in a file, with a connection a call: nothing is held open while a trial is trained."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(self._connect()) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute(TABLE)

    def get(self, key: Key) -> Record | None:
        """Read one record; None when there is none."""
        return self.get_many([key]).get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Read several records at once; a key without a record is left out."""
        with closing(self._connect()) as connection:
            rows = [connection.execute(READ + "pk = ? and sk = ?", key).fetchone() for key in keys]
        return {record.key: record for row in rows if row is not None for record in [_record(row)]}

    def put(self, write: Write) -> Record:
        """Write one record if the stored version is the expected one, else raise Conflict."""
        self.put_all([write])
        return Record(write.key, write.body, (write.expected or 0) + 1)

    def put_all(self, writes: Sequence[Write]) -> None:
        """Write all records or none; raise Conflict when one version is not the expected one."""
        check_writes(writes)
        with closing(self._connect()) as connection:
            connection.execute("begin immediate")
            for write in writes:
                if not _written(connection, write):
                    connection.rollback()
                    raise Conflict("record", "/".join(write.key), expected=write.expected)
            connection.commit()

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        """Give the records of a partition whose sort key begins with the prefix, in order."""
        with closing(self._connect()) as connection:
            asked = READ + "pk = ? and sk >= ? order by sk"
            rows = connection.execute(asked, (partition, prefix)).fetchall()
        return (_record(row) for row in rows if row[1].startswith(prefix))

    def _connect(self) -> sqlite3.Connection:
        try:
            return sqlite3.connect(self._file, timeout=WAIT_S, isolation_level=None)
        except sqlite3.OperationalError as err:
            raise Unavailable(f"cannot open {self._file}: {err}", file=str(self._file)) from err


def _written(connection: sqlite3.Connection, write: Write) -> bool:
    if write.expected is None:
        return connection.execute(FIRST, (*write.key, write.body)).rowcount == 1
    return connection.execute(NEXT, (write.body, *write.key, write.expected)).rowcount == 1


def _record(row: tuple[str, str, str, int]) -> Record:
    return Record(Key(row[0], row[1]), row[2], row[3])


if TYPE_CHECKING:
    _port: type[Records] = SqliteRecords
