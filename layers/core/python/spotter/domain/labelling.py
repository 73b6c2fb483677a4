"""Labels: what was true of each reading, as people marked it or as the future showed it."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from spotter.contracts.labels import (
    AheadLabel,
    AnomalyLabel,
    Interval,
    Label,
    LevelsLabel,
    MarkedLabel,
    ValueLabel,
)
from spotter.contracts.names import LabelName
from spotter.contracts.readings import Reading
from spotter.domain.features import number


def labels(
    label: Label,
    readings: Sequence[Reading],
    *,
    length_s: float,
    marked: Iterable[Interval] = (),
    excluded: Iterable[Interval] = (),
) -> list[float | None]:
    """Label each reading of one device: 1, 0, a level or a value, or None where nobody can know.

    The readings must be in event order; `marked` are the intervals of any device that carry the label, and of
    `excluded` time nobody knows.
    """
    match label:
        case MarkedLabel():
            length = timedelta(seconds=length_s)
            found = _marked(label, readings, length, list(marked))
            unknown = _marked(_TOUCHED, readings, length, list(excluded))
            return [None if one else each for each, one in zip(found, unknown, strict=True)]
        case AnomalyLabel():
            return [0.0] * len(readings)
        case AheadLabel():
            reached = _highest(label, readings)
            return [None if value is None else int(value >= label.limit) for value in reached]
        case ValueLabel():
            return [None if value == -math.inf else value for value in _highest(label, readings)]
        case LevelsLabel():
            reached = _highest(label, readings)
            return [None if value is None else bisect_right(label.limits, value) for value in reached]


def horizon_s(label: Label) -> float:
    """Tell how far beyond its reading a label looks, in seconds."""
    return 0.0 if isinstance(label, MarkedLabel | AnomalyLabel) else label.horizon_s


_TOUCHED = MarkedLabel(LabelName("excluded"), overlap_s=0.0)
"""However little of a window is excluded, its label is not known."""


def _marked(
    label: MarkedLabel, readings: Sequence[Reading], length: timedelta, marked: list[Interval]
) -> list[float | None]:
    """Say 1 where the stretches of the window that were marked add up to the overlap, and are not nothing."""
    enough = timedelta(seconds=label.overlap_s)
    own = [(i.start, i.end) for i in marked if readings and i.device == readings[0].device]
    stretches = _united(own)
    found: list[float | None] = []
    first = 0
    for reading in readings:
        start = reading.at - length
        while first < len(stretches) and stretches[first][1] <= start:
            first += 1
        overlap = timedelta()
        for begins, ends in stretches[first:]:
            if begins >= reading.at:
                break
            overlap += min(ends, reading.at) - max(begins, start)
        found.append(int(overlap >= enough and overlap > timedelta()))
    return found


def _united(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join stretches that touch, so that what two people marked counts once."""
    united: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(stretches):
        if united and begins <= united[-1][1]:
            united[-1] = (united[-1][0], max(ends, united[-1][1]))
        else:
            united.append((begins, ends))
    return united


def _highest(label: AheadLabel | ValueLabel | LevelsLabel, readings: Sequence[Reading]) -> list[float | None]:
    """Give the highest value after each reading and not later than the horizon; -inf where there is none.

    Silence is not quiet: nobody knows where the channel is silent for longer than the horizon before it
    speaks at or beyond its end.
    """
    horizon = timedelta(seconds=label.horizon_s)
    said = [(r.at, value) for r in readings if (value := number(r.values.get(label.channel))) is not None]
    times = [at for at, _ in said]
    highest = _Highest([value for _, value in said])
    found: list[float | None] = []
    for reading in readings:
        end = reading.at + horizon
        first, beyond = bisect_right(times, reading.at), bisect_left(times, end)
        before = times[beyond - 1] if beyond > first else reading.at
        if beyond == len(times) or times[beyond] - before > horizon:
            found.append(None)
        else:
            found.append(highest.between(first, bisect_right(times, end)))
    return found


class _Highest:
    """The highest of stretches of a list whose ends only move on."""

    def __init__(self, values: Sequence[float]) -> None:
        self._values = values
        self._taken = 0
        self._falling: deque[int] = deque()

    def between(self, first: int, last: int) -> float:
        """Give the highest value from `first` to before `last`; -inf of none."""
        for at in range(self._taken, last):
            while self._falling and self._values[self._falling[-1]] <= self._values[at]:
                self._falling.pop()
            self._falling.append(at)
        self._taken = max(self._taken, last)
        while self._falling and self._falling[0] < first:
            self._falling.popleft()
        return self._values[self._falling[0]] if self._falling else -math.inf
