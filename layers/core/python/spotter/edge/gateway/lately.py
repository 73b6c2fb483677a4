"""Lately: the newest readings that were accepted, on the disk, so that windows are whole after a restart.

Each is a row in the transaction that stores its reading. Of all devices together so many are kept; what had
to go says since when a device's windows are complete, and no window is scored that is not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading
from spotter.services.stream import moment_of
from spotter.stores.tails import Moment, Tail

MOST = 50_000
"""Readings that are kept, of some hundred bytes each: half an hour of 25 devices that speak each second."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LATELY = """
CREATE TABLE IF NOT EXISTS lately (
  id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS lately_of ON lately (device);
CREATE TABLE IF NOT EXISTS whole (device TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT
"""


def note_lately(db: sqlite3.Connection, accepted: Iterable[Reading], *, most: int = MOST) -> None:
    """Note readings, inside the transaction that stores them, and let the oldest go."""
    last = 0
    for reading in accepted:
        moment = moment_of(reading)
        row = (reading.device, _microseconds(moment.at), msgspec.json.encode(moment))
        last = db.execute("INSERT INTO lately (device, at, body) VALUES (?, ?, ?)", row).lastrowid or 0
    gone = db.execute("DELETE FROM lately WHERE id <= ? RETURNING device, at", (last - most,)).fetchall()
    db.executemany(
        "INSERT INTO whole VALUES (?, ?) "
        "ON CONFLICT (device) DO UPDATE SET since = max(since, excluded.since)",
        gone,
    )


class Noted(NamedTuple):
    """What was noted of a device; `since` is when the newest reading was measured that had to go."""

    bodies: list[bytes]
    since: int | None


def noted_in(db: sqlite3.Connection, device: DeviceName) -> Noted:
    """Read what was noted of a device."""
    rows = db.execute("SELECT body FROM lately WHERE device = ? ORDER BY id", (device,)).fetchall()
    since = db.execute("SELECT since FROM whole WHERE device = ?", (device,)).fetchone()
    return Noted([body for (body,) in rows], None if since is None else since[0])


def tail_of(noted: Noted, *, but: Iterable[Reading]) -> Tail:
    """Give the last readings of a device in event order, without those that are about to be scored."""
    coming = {(each.boot, each.seq) for each in but}
    found: dict[tuple[str, int], Moment] = {}
    for body in noted.bodies:
        moment = msgspec.json.decode(body, type=Moment)
        if (moment.boot, moment.seq) not in coming:
            found.setdefault((moment.boot, moment.seq), moment)
    kept = sorted(found.values(), key=lambda each: (each.at, each.boot, each.seq))
    return Tail(tuple(kept), None if noted.since is None else EPOCH + timedelta(microseconds=noted.since))


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
