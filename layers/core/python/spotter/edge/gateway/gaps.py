"""Gaps: what a full spool had to drop, exactly."""

from __future__ import annotations

import sqlite3

import msgspec

from spotter.contracts.names import DeviceName
from spotter.edge.gateway.items import Lane

GAPS = """
CREATE TABLE IF NOT EXISTS gaps (
  id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, device TEXT NOT NULL, boot TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT
"""


class Gap(msgspec.Struct, frozen=True):
    """An unbroken run of readings of one device that were dropped; all of first to last are missing."""

    lane: Lane
    device: DeviceName
    boot: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """Say how many readings are missing."""
        return self.last - self.first + 1


def write_gap(db: sqlite3.Connection, lane: Lane, device: str, boot: str, seq: int) -> None:
    """Write down that a reading was dropped; next to a gap, the gap grows."""
    grown = db.execute(
        "UPDATE gaps SET last = last + 1 WHERE lane = ? AND device = ? AND boot = ? AND last = ?",
        (lane, device, boot, seq - 1),
    )
    if grown.rowcount == 0:
        db.execute(
            "INSERT INTO gaps (lane, device, boot, first, last) VALUES (?, ?, ?, ?, ?)",
            (lane, device, boot, seq, seq),
        )


def gaps_in(db: sqlite3.Connection) -> list[Gap]:
    """Give all gaps, oldest first."""
    rows = db.execute("SELECT lane, device, boot, first, last FROM gaps ORDER BY id")
    return [
        Gap(Lane(lane), DeviceName(device), boot, first, last) for lane, device, boot, first, last in rows
    ]


def take_gaps(db: sqlite3.Connection) -> list[Gap]:
    """Give all gaps and forget them, inside the transaction that writes their reports."""
    found = gaps_in(db)
    db.execute("DELETE FROM gaps")
    return found
