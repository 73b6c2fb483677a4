"""Memory: what timed rules keep of one subject's readings. A pure function of the set of readings taken in.

Points are what a channel said lately; minutes are counts and exact sums for windows of hours; what was seen
already is kept as ranges of numbers, so that a repeat adds nothing. It is small, and it is JSON.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
SCALE = 1_000_000
"""Sums are kept as whole millionths, which add up to the same in any order; floats do not."""

MOST_RANGES = 2000
"""Ranges of numbers kept of one boot: at one reading a second and one in twenty lost, eleven hours. Then the
oldest two are joined, and what lies between them counts as seen."""


class Point(NamedTuple):
    """What a channel said at a moment: the extremes where it said several things, and whether to trust it."""

    at: int
    low: float
    high: float
    trusted: bool


class Minute(NamedTuple):
    """One minute of a lane: how many values, their exact sum in millionths, when the last came."""

    values: int
    total: int
    last: int
    trusted: bool = True

    @property
    def mean(self) -> float:
        """The mean of the minute."""
        return self.total / self.values / SCALE


class Memory(msgspec.Struct):
    """All of it, by track (`hazard|unit|device/channel`) and lane (the same and `|weight`).

    `oldest` is the earliest event time ever taken in, and `kept_from` says of each agent from when on its
    points are there, where older ones were forgotten. `peaks` has the extremes of each track by the hour:
    most often they show that no rule need look further.

    `newest` is the latest event time taken in; `seen` has for each `device/boot` its ranges of numbers and
    `boots` the latest event time of it. `carried` says of `hazard|unit|device`, where a rule asks, when the
    first and the last reading came whose profile has such a channel, whether it was heard or not.
    """

    newest: int = 0
    points: dict[str, dict[int, Point]] = {}
    minutes: dict[str, dict[int, Minute]] = {}
    peaks: dict[str, dict[int, tuple[float, float]]] = {}
    seen: dict[str, list[tuple[int, int]]] = {}
    boots: dict[str, int] = {}
    carried: dict[str, tuple[int, int]] = {}
    oldest: int = sys.maxsize
    kept_from: dict[str, int] = {}

    def take_seq(self, boot: str, seq: int) -> bool:
        """Note a number of a boot; tell whether it is new."""
        ranges = self.seen.get(boot)
        if ranges is None:
            self.seen[boot] = [(seq, seq)]
            return True
        first, last = ranges[-1]
        if seq == last + 1:
            ranges[-1] = (first, seq)
            return True
        at = bisect_right(ranges, (seq, sys.maxsize)) - 1
        if at >= 0 and ranges[at][0] <= seq <= ranges[at][1]:
            return False
        _insert(ranges, at + 1, seq)
        return True

    def pruned(self, points_ms: Mapping[str, int], *, minutes_ms: int) -> Memory:
        """Forget what no rule can ask for any more; the same whatever order it was taken in.

        `points_ms` says for each agent (`hazard|unit`) how long its points are kept.
        """
        longest = max(minutes_ms, *points_ms.values(), 0)
        first = (self.newest - minutes_ms) // MINUTE_MS
        hour = (self.newest - longest) // HOUR_MS
        boots = {boot: at for boot, at in sorted(self.boots.items()) if at >= self.newest - longest}
        return Memory(
            newest=self.newest,
            points={
                track: _since(points, self.newest - points_ms.get(agent_of(track), 0))
                for track, points in sorted(self.points.items())
            },
            minutes={
                lane: {at: minutes[at] for at in sorted(minutes) if at >= first}
                for lane, minutes in sorted(self.minutes.items())
            },
            peaks={
                track: {at: peaks[at] for at in sorted(peaks) if at >= hour}
                for track, peaks in sorted(self.peaks.items())
            },
            seen={boot: self.seen[boot] for boot in boots},
            boots=boots,
            carried={
                name: span for name, span in sorted(self.carried.items()) if span[1] >= self.newest - longest
            },
            oldest=self.oldest,
            kept_from={
                agent: self.newest - kept_ms
                for agent, kept_ms in sorted(points_ms.items())
                if self.oldest < self.newest - kept_ms
            },
        )


def carries(memory: Memory, agents: Iterable[tuple[str, str]]) -> bool:
    """Tell whether any device ever carried each of these."""
    if not memory.carried:
        return False
    return all(any(name.startswith(f"{each[0]}|{each[1]}|") for name in memory.carried) for each in agents)


def newest_of(memory: Memory) -> dict[str, int]:
    """Give the latest event time of each device that is remembered."""
    newest: dict[str, int] = {}
    for boot, at in memory.boots.items():
        device = boot.partition("/")[0]
        newest[device] = max(at, newest.get(device, at))
    return newest


def agent_of(track: str) -> str:
    """Give the agent of a track.

    >>> agent_of("co|ppm|helmet-7/co")
    'co|ppm'
    """
    return "|".join(track.split("|")[:2])


def _since(points: Mapping[int, Point], oldest: int) -> dict[int, Point]:
    return {cell: points[cell] for cell in sorted(points) if points[cell].at >= oldest}


def _insert(ranges: list[tuple[int, int]], at: int, seq: int) -> None:
    """Put a new number where it belongs, joined to the ranges that it touches."""
    start = end = seq
    if at < len(ranges) and ranges[at][0] == seq + 1:
        end = ranges.pop(at)[1]
    if at > 0 and ranges[at - 1][1] == seq - 1:
        at -= 1
        start = ranges.pop(at)[0]
    ranges.insert(at, (start, end))
    if len(ranges) > MOST_RANGES:
        ranges[:2] = [(ranges[0][0], ranges[1][1])]
