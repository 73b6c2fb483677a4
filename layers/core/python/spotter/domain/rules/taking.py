"""Taking readings in: what they add to a subject's memory, whatever their order and however often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from spotter.contracts.readings import Reading, Trust
from spotter.domain.rules.memory import HOUR_MS, MINUTE_MS, SCALE, Memory, Minute, Point
from spotter.domain.rules.needs import Kept, Weight
from spotter.domain.trust.grading import trust_in

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class _Shelf(NamedTuple):
    """Where the values of one channel of one device go."""

    points: dict[int, Point] | None
    grain_ms: int
    lanes: tuple[tuple[Weight, dict[int, Minute]], ...]
    peaks: dict[int, tuple[float, float]]


def take(memory: Memory, readings: Iterable[Reading], kept: Mapping[str, Kept]) -> int | None:
    """Take readings of one profile in; give the earliest moment that is new, None when nothing is."""
    shelves: dict[str, dict[str, _Shelf]] = {}
    noted = sorted({"|".join(each.agent) for each in kept.values() if each.is_noted})
    earliest: int | None = None
    for reading in readings:
        boot = f"{reading.device}/{reading.boot}"
        if not memory.take_seq(boot, reading.seq):
            continue
        ms = milliseconds(reading.at)
        memory.boots[boot] = max(ms, memory.boots.get(boot, ms))
        if earliest is None or ms < earliest:
            earliest = ms
        memory.newest = max(memory.newest, ms)
        memory.oldest = min(memory.oldest, ms)
        shelf_of = shelves.get(reading.device)
        if shelf_of is None:
            shelf_of = shelves[reading.device] = _shelves(memory, reading.device, kept)
        if noted:
            for agent in noted:
                _note(memory.carried, f"{agent}|{reading.device}", ms)
        for channel, value in reading.values.items():
            shelf = shelf_of.get(channel)
            if shelf is not None and not isinstance(value, str):
                _put(shelf, ms, float(value), trusted=not reading.doubts or _trusted(reading, channel))
    return earliest


def milliseconds(at: datetime) -> int:
    """Give a moment in epoch milliseconds."""
    return (at - EPOCH) // _MS


def moment(ms: int) -> datetime:
    """Give the moment of epoch milliseconds."""
    return EPOCH + ms * _MS


def _shelves(memory: Memory, device: str, kept: Mapping[str, Kept]) -> dict[str, _Shelf]:
    return {
        channel: _Shelf(
            memory.points.setdefault(what.track(f"{device}/{channel}"), {}) if what.points_ms else None,
            what.grain_ms,
            tuple(
                (weight, memory.minutes.setdefault(what.lane(f"{device}/{channel}", weight), {}))
                for weight in what.weights
            ),
            memory.peaks.setdefault(what.track(f"{device}/{channel}"), {}),
        )
        for channel, what in kept.items()
    }


def _note(carried: dict[str, tuple[int, int]], name: str, ms: int) -> None:
    first, last = carried.get(name, (ms, ms))
    carried[name] = (min(first, ms), max(last, ms))


def _put(shelf: _Shelf, ms: int, value: float, *, trusted: bool) -> None:
    points, grain_ms, lanes, peaks = shelf
    hour = ms // HOUR_MS
    peak = peaks.get(hour)
    if peak is None or not peak[0] <= value <= peak[1]:
        peaks[hour] = (value, value) if peak is None else (min(peak[0], value), max(peak[1], value))
    if points is not None:
        cell = ms // grain_ms
        held = points.get(cell)
        points[cell] = (
            Point(ms, value, value, trusted)
            if held is None
            else Point(min(held[0], ms), min(held[1], value), max(held[2], value), held[3] and trusted)
        )
    for weight, minutes in lanes:
        counted = value if weight.criterion_s <= 0 else weight.of(value)
        at = ms // MINUTE_MS
        minute = minutes.get(at)
        total = round(counted * SCALE)
        minutes[at] = (
            Minute(1, total, ms, trusted)
            if minute is None
            else Minute(minute[0] + 1, minute[1] + total, max(minute[2], ms), minute[3] and trusted)
        )


def _trusted(reading: Reading, channel: str) -> bool:
    return trust_in(reading, channel) is Trust.GOOD
