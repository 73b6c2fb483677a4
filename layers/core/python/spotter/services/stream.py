"""A device's stream: its kept tail continued by what just arrived, and what to keep of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.names import ModelName
from spotter.contracts.readings import Reading
from spotter.domain.features import in_order, number, position
from spotter.stores.tails import Moment, Tail

LATE_BY = timedelta(minutes=15)
"""Batches of a device may overtake each other or come late; so much lateness still gets its windows."""

LATE_BYTES = 120_000
"""What may be kept for lateness, before compression: some hundred moments. Windows themselves come first."""

WINDOW_BYTES = 700_000
"""What may be kept for windows; it compresses to well under the 400 KB of a record."""


class Stream(NamedTuple):
    """The readings of one device in event order; `fresh` are the indexes of those not seen before.

    `late` counts readings from before `kept_since`: their windows are gone, and they are left out.
    """

    readings: list[Reading]
    fresh: frozenset[int]
    late: int
    kept_since: datetime | None

    def scorable(self, length: timedelta) -> frozenset[int]:
        """Give the fresh readings whose whole window of this length is here."""
        if self.kept_since is None:
            return self.fresh
        whole = self.kept_since + length
        return frozenset(index for index in self.fresh if self.readings[index].at >= whole)

    def tail(self, *, longest: timedelta, over: tuple[ModelName, ...]) -> Tail:
        """Keep what windows of up to this length may need, and some more for what comes late."""
        moments = [moment_of(reading) for reading in self.readings]
        newest = self.readings[-1].at
        windows = _latest(moments, after=newest - longest, room=WINDOW_BYTES)
        first = len(moments) - max(
            windows, _latest(moments, after=newest - longest - LATE_BY, room=LATE_BYTES)
        )
        kept_since = self.kept_since
        if first:
            kept_since = max(filter(None, (kept_since, moments[first - 1].at)))
        return Tail(tuple(moments[first:]), kept_since, over)


def continued(tail: Tail, arrived: Sequence[Reading]) -> Stream:
    """Put what arrived to what was kept; repeats of kept readings and what is too late fall away."""
    example = arrived[0]
    kept = [_reading(moment, example) for moment in tail.moments]
    known = {reading.id for reading in kept}
    unseen = [reading for reading in in_order(arrived) if reading.id not in known]
    fresh = [r for r in unseen if tail.kept_since is None or r.at > tail.kept_since]
    new = {reading.id for reading in fresh}
    readings = sorted([*kept, *fresh], key=position)
    indexes = frozenset(index for index, reading in enumerate(readings) if reading.id in new)
    return Stream(readings, indexes, len(unseen) - len(fresh), tail.kept_since)


def moment_of(reading: Reading) -> Moment:
    """Keep what features look at: numbers and booleans, and the doubts about them."""
    values = {name: value for name, value in reading.values.items() if number(value) is not None}
    return Moment(reading.boot, reading.seq, reading.at, values, reading.doubts)


def _latest(moments: Sequence[Moment], *, after: datetime, room: int) -> int:
    """Count the latest moments after a time that fit into so many bytes."""
    for count, moment in enumerate(reversed(moments)):
        room -= len(msgspec.json.encode(moment)) + 1
        if room < 0 or moment.at <= after:
            return count
    return len(moments)


def _reading(moment: Moment, example: Reading) -> Reading:
    """Make a kept moment a reading of the same device again."""
    return msgspec.structs.replace(
        example,
        boot=moment.boot,
        seq=moment.seq,
        at=moment.at,
        arrived=moment.at,
        values=moment.values,
        doubts=moment.doubts,
    )
