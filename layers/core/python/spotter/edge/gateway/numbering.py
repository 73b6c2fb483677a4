"""Numbering: the readings of devices that do not number their own.

A number is given before a reading is judged and becomes final in the transaction that stores it: what was not
stored is numbered alike when it comes again.
"""

from __future__ import annotations

import sqlite3

import msgspec

from spotter.edge.gateway.items import Heard

NUMBERS = """
CREATE TABLE IF NOT EXISTS numbers (
  device TEXT PRIMARY KEY, boot TEXT NOT NULL, next INTEGER NOT NULL) STRICT
"""


class Numbering:
    """Counts each device's readings, under the boot with which its count began."""

    def __init__(self, db: sqlite3.Connection, boot: str) -> None:
        self._boot = boot
        rows = db.execute("SELECT device, boot, next FROM numbers")
        self._next: dict[str, tuple[str, int]] = {device: (boot, after) for device, boot, after in rows}
        self._stored = dict(self._next)

    def numbered(self, heard: Heard) -> Heard:
        """Give a reading with its number."""
        if heard.boot is not None and heard.seq is not None:
            return heard
        boot, number = self._next.get(heard.device, (self._boot, 0))
        self._next[heard.device] = boot, number + 1
        return msgspec.structs.replace(heard, boot=boot, seq=number)

    def write(self, db: sqlite3.Connection) -> None:
        """Write the counts that moved, in the transaction that stores the readings."""
        moved = [(device, *self._next[device]) for device in self._next if self._is_moved(device)]
        db.executemany("INSERT OR REPLACE INTO numbers VALUES (?, ?, ?)", moved)

    def written(self) -> None:
        """Take note that the transaction was committed."""
        self._stored = dict(self._next)

    def undo(self) -> None:
        """Take back what was not committed."""
        self._next = dict(self._stored)

    def _is_moved(self, device: str) -> bool:
        return self._next[device] != self._stored.get(device)
