"""Features: what a model sees of a device, computed in one place for live scoring and for training.

The window of a reading is the stretch `(at - length, at]` that ends with it, in the order of `position`.
Nothing outside the window enters a feature, and sums are exact (`math.fsum`), so a stream that is scored in
pieces gives bit for bit the features of the same stream read back from the archive.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from spotter.contracts.features import Feature, Pairing, Statistic
from spotter.contracts.learning import WindowSpec
from spotter.contracts.readings import Reading, Scalar
from spotter.domain.statistics import correlation, statistic

OF_THE_AIR = "air."
"""Begins the names of channels that a reading has from the zone in which its wearer is."""

LARGEST = 1e100
"""Values beyond it count as missing: no sensor measures them, and their squares would overflow."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def position(reading: Reading) -> tuple[datetime, str, int]:
    """Say where a reading stands among those of its device: by event time, ties by boot and number."""
    return reading.at, reading.boot, reading.seq


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Sort a device's readings by event time; of repeats the one that arrived first stays."""
    first: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: r.arrived):
        first.setdefault(reading.id, reading)
    return sorted(first.values(), key=position)


def feature_rows(
    readings: Sequence[Reading], spec: WindowSpec, *, wanted: Container[int] | None = None
) -> Iterator[list[float]]:
    """Give the features of the window of each reading of one device; the readings must be in order.

    The names are `spec.feature_names`; a feature that its window cannot tell is NaN. `wanted` are the
    indexes of the readings to give a row for, all when left out.
    """
    columns = {channel: _Column(readings, channel) for channel in channels_of(spec)}
    for index, (start, end) in enumerate(windows(readings, spec.length_s)):
        if wanted is not None and index not in wanted:
            continue
        now = micros_of(readings[index].at)
        asked = ((columns[channel], name) for channel in spec.channels for name in spec.statistics)
        row = [column.taken(name, start, end, now) for column, name in asked]
        yield row + [_of(feature, columns, now, end) for feature in spec.more]


def channels_of(spec: WindowSpec) -> tuple[str, ...]:
    """Name every channel that the features look at, each once."""
    beside = (feature.beside for feature in spec.more if feature.beside)
    return tuple(dict.fromkeys([*spec.channels, *(feature.channel for feature in spec.more), *beside]))


def micros_of(moment: datetime) -> int:
    """Count the microseconds since 1970, which are exact where seconds would not be."""
    return (moment - _EPOCH) // _MICROSECOND


def micros_of_seconds(seconds: float) -> int:
    """Count the microseconds of a length or a lag."""
    return round(seconds * 1_000_000)


def windows(readings: Sequence[Reading], length_s: float) -> Iterator[tuple[int, int]]:
    """Give for each of the ordered readings where its window begins and ends: `readings[start:end]`."""
    length = timedelta(seconds=length_s)
    start = 0
    for index, reading in enumerate(readings):
        while readings[start].at <= reading.at - length:
            start += 1
        yield start, index + 1


def number(value: Scalar | None) -> float | None:
    """Take a value as a number: booleans are 0 and 1; texts and what no sensor can say are missing.

    There is one zero: a negative one would make which of two equal values is the smallest a matter of order.

    >>> number(True), number(4), number("open"), number(1e300)
    (1.0, 4.0, None, None)
    """
    if value is None or isinstance(value, str):
        return None
    return float(value) + 0.0 if abs(value) <= LARGEST else None


class _Column:
    """The values of one channel over all readings, where it has any."""

    def __init__(self, readings: Sequence[Reading], channel: str) -> None:
        self._values: list[float] = []
        self._micros: list[int] = []
        self._before = [0]
        for reading in readings:
            value = number(reading.values.get(channel))
            if value is not None:
                self._values.append(value)
                self._micros.append(micros_of(reading.at))
            self._before.append(len(self._values))

    def taken(self, name: Statistic, start: int, end: int, now: int) -> float:
        """Take a statistic of the readings from index `start` up to `end`."""
        part = slice(self._before[start], self._before[end])
        return statistic(name, self._values[part], self._micros[part], now)

    def within(self, since: int, until: int, end: int) -> tuple[list[float], list[int]]:
        """Give values and moments after `since` and up to `until` among the readings up to index `end`."""
        last = self._before[end]
        first = bisect_right(self._micros, since, 0, last)
        part = slice(first, bisect_right(self._micros, until, first, last))
        return self._values[part], self._micros[part]


def _of(feature: Feature, columns: Mapping[str, _Column], now: int, end: int) -> float:
    """Compute one feature of the reading before index `end`."""
    until = now - micros_of_seconds(feature.lag_s)
    since = until - micros_of_seconds(feature.length_s)
    values, micros = columns[feature.channel].within(since, until, end)
    if feature.beside is None:
        return statistic(feature.statistic, values, micros, until)
    others, moments = columns[feature.beside].within(since, until, end)
    if feature.how is Pairing.CORRELATION:
        return correlation(*together(values, micros, others, moments))
    one = statistic(feature.statistic, values, micros, until)
    other = statistic(feature.statistic, others, moments, until)
    if feature.how is Pairing.DIFFERENCE:
        return one - other
    return one / other if other else math.nan


def together(
    values: list[float], micros: list[int], others: list[float], moments: list[int]
) -> tuple[list[float], list[float]]:
    """Keep what both channels have for one moment; of several values of a moment the last counts."""
    one, other = dict(zip(micros, values, strict=True)), dict(zip(moments, others, strict=True))
    both = [moment for moment in one if moment in other]
    return [one[moment] for moment in both], [other[moment] for moment in both]
