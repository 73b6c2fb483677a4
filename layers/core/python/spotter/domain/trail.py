"""The trail of a device, moved on by a batch: what is new, what repeats, what comes again from the queue.

What is remembered is a function of the set of readings, in whatever order and batches they come. Three things
are told apart. A *repeat* was sent twice by the device: it is counted as a duplicate, archived (the one that
arrived first wins, see `domain/repeats.py`) and judged no more. A message that its *queue* delivers again,
after a crash or beside a twin, is counted once, and handed on once more since nobody knows how far it came.
A number that is used again for something newer is a *reset* of the count without a new boot: the readings
after it go under `<boot>~2`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from spotter.contracts.readings import BY_CONTENT, Reading
from spotter.contracts.trails import Boot, Moment, Trail
from spotter.domain.clocks import WORST_SKEW_MS, note_delay
from spotter.domain.redeliveries import knows, named, note
from spotter.domain.sequences import contains, insert

RECENT = 8
"""Newest readings that are kept whole: what conflicts and jumps are seen in at once."""

MOST_HOLES = 4000
"""Intervals of one boot: about half of what one record holds. A reading that makes one more is refused."""

CONTENT_SPAN_MS = 600_000


class Numbered(NamedTuple):
    """How a refused reading was numbered by its device: it is no gap."""

    boot: str
    seq: int


class Delivered(NamedTuple):
    """What one message brought: readings, how many were refused, and the numbers of those that had one."""

    message: str
    readings: Sequence[Reading]
    quarantined: int = 0
    refused: Sequence[Numbered] = ()


class Row(NamedTuple):
    """A reading under its final name; `at` and `arrived` are in milliseconds.

    `again` says that its queue delivered it before, `repeat` that its device sent it before.
    """

    at: int
    seq: int
    arrived: int
    reading: Reading
    message: str
    again: bool = False
    repeat: bool = False


class Taken(NamedTuple):
    """What a batch brought, in event order; `scattered` are readings whose boot has too many holes."""

    rows: list[Row]
    scattered: list[Reading]


def advance(trail: Trail, delivered: Iterable[Delivered], *, now_s: int) -> Taken:
    """Move a trail on, in place, by all that a batch brought of its device."""
    rows: list[Row] = []
    news: list[str] = []
    for message, readings, quarantined, refused in delivered:
        name = named(message)
        again = knows(trail.heard, name)
        if not again:
            news.append(name)
            trail.counts.published += len(readings) + quarantined
            trail.counts.quarantined += quarantined
        _note_refused(trail, refused)
        rows += [_row(reading, name, again=again) for reading in readings]
    rows.sort(key=_order)
    taken = Taken([], [])
    for row in rows:
        _take(trail, row, taken)
    _note_delays(trail, taken.rows)
    note(trail.heard, news, now_s=now_s)
    return taken


def _row(reading: Reading, message: str, *, again: bool) -> Row:
    at, arrived = int(reading.at.timestamp() * 1000), int(reading.arrived.timestamp() * 1000)
    return Row(at, reading.seq, arrived, reading, message, again)


def _order(row: Row) -> tuple[int, int, int]:
    return row[:3]


def _take(trail: Trail, row: Row, taken: Taken) -> None:
    """Find the count that a reading belongs to and put its number there."""
    at, seq, _, reading, _, again, _ = row
    name = count_name(reading.boot, at)
    boot = trail.boots.get(name)
    if boot is not None and f"{name}~2" in trail.boots:
        name, boot = _count_at(trail, name, at)
    if boot is not None and boot.seen and _is_reset(boot, at, seq, name):
        name, boot = _after_reset(trail, reading.boot, at)
    if boot is None:
        boot = trail.boots[name] = Boot(begins=at, newest=at)
    if len(boot.seen) >= 2 * MOST_HOLES and not contains(boot.seen, seq):
        taken.scattered.append(reading)
        if not again:
            trail.counts.quarantined += 1
        return
    fresh = insert(boot.seen, seq)
    boot.begins, boot.newest = min(boot.begins, at), max(boot.newest, at)
    if not again:
        trail.counts.accepted += fresh
        trail.counts.duplicates += not fresh
    if reading.boot not in {name, BY_CONTENT}:
        reading = msgspec.structs.replace(reading, boot=name)
    taken.rows.append(row._replace(reading=reading, repeat=not (fresh or again)))


def boot_of(trail: Trail, row: Row) -> Boot:
    """Give the count that a row was put into."""
    return trail.boots[count_name(row.reading.boot, row.at)]


def count_name(boot: str, at: int) -> str:
    """Name the count of a reading: its boot; of one that is not numbered, the ten minutes it is from.

    What bounds the digests that are remembered at once. A device that counts needs no such bound.
    """
    return boot if boot != BY_CONTENT else f"{BY_CONTENT}{at // CONTENT_SPAN_MS}"


def _is_reset(boot: Boot, at: int, seq: int, name: str) -> bool:
    """Tell whether a number is used again: known, or below others, and yet measured after all of them."""
    if at <= boot.newest or seq > boot.seen[-1] or name.startswith(BY_CONTENT):
        return False
    return contains(boot.seen, seq) or at > boot.newest + WORST_SKEW_MS


def _count_at(trail: Trail, name: str, at: int) -> tuple[str, Boot]:
    """Find the count of a boot that was running at a time."""
    best = name
    number = 2
    while (following := trail.boots.get(f"{name}~{number}")) is not None and following.begins <= at:
        best = f"{name}~{number}"
        number += 1
    return best, trail.boots[best]


def _after_reset(trail: Trail, name: str, at: int) -> tuple[str, Boot | None]:
    """Name the count after the one that was running at a time; it begins now, or earlier than was known."""
    number = 2
    while (following := trail.boots.get(f"{name}~{number}")) is not None and following.begins <= at:
        number += 1
    return f"{name}~{number}", trail.boots.get(f"{name}~{number}")


def _note_refused(trail: Trail, refused: Iterable[Numbered]) -> None:
    for name, seq in refused:
        boot = trail.boots.get(name)
        if boot is None:
            boot = trail.boots[name] = Boot(begins=_UNKNOWN, newest=0)
        if len(boot.refused) < 2 * MOST_HOLES:
            insert(boot.refused, seq)


_UNKNOWN = 2**53
"""When a boot begins of which only refused readings have come, in milliseconds: later than all."""


def _note_delays(trail: Trail, rows: Iterable[Row]) -> None:
    """Note the freshest reading of each message."""
    freshest: dict[tuple[str, str], Row] = {}
    for row in rows:
        freshest[count_name(row.reading.boot, row.at), row.message] = (
            row  # rows are in event order: the last is the newest
        )
    for (name, _), row in freshest.items():
        number = row.at if name.startswith(BY_CONTENT) else row.seq
        note_delay(trail.boots[name].delays, number, row.arrived - row.at)


def note_recent(trail: Trail, rows: Sequence[Row]) -> None:
    """Keep the newest readings whole; of one name and moment the one that arrived first, then the lesser."""
    kept = {(each.at, each.boot, each.seq): each for each in trail.recent}
    oldest = trail.recent[0].at if len(trail.recent) >= RECENT else -1
    seen: set[tuple[int, str, int]] = set()
    for row in reversed(rows):
        key = row.at, row.reading.boot, row.seq
        if row.at < oldest or (len(seen) >= RECENT and key not in seen):
            break
        seen.add(key)
        held, moment = kept.get(key), _moment(row)
        kept[key] = moment if held is None else min(held, moment, key=_first)
    trail.recent = [kept[key] for key in sorted(kept)[-RECENT:]]


def _moment(row: Row) -> Moment:
    reading = row.reading
    return Moment(row.at, reading.boot, reading.seq, row.arrived, reading.values)


def _first(moment: Moment) -> tuple[int, str]:
    return moment.arrived, repr(sorted(moment.values.items()))
