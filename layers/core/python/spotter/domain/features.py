"""Features: what a model sees of a device, computed in one place for live scoring and for training.

The window of a reading is the stretch `(at - length, at]` that ends with it, in the order of `position`.
Nothing outside the window enters a feature, and sums are exact (`math.fsum`), so a stream that is scored in
pieces gives bit for bit the features of the same stream read back from the archive.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import mul, sub

from spotter.contracts.learning import Statistic, WindowSpec
from spotter.contracts.readings import Reading, Scalar

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
    columns = [_Column(readings, channel) for channel in spec.channels]
    for index, (start, end) in enumerate(windows(readings, spec.length_s)):
        if wanted is not None and index not in wanted:
            continue
        row: list[float] = []
        for column in columns:
            row += column.features(start, end, spec.statistics)
        yield row


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

    >>> number(True), number(4), number("open"), number(1e300)
    (1.0, 4.0, None, None)
    """
    if value is None or isinstance(value, str):
        return None
    return float(value) if abs(value) <= LARGEST else None


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
                self._micros.append((reading.at - _EPOCH) // _MICROSECOND)
            self._before.append(len(self._values))

    def features(self, start: int, end: int, statistics: Sequence[Statistic]) -> list[float]:
        """Compute the statistics of the readings from index `start` up to `end`."""
        part = slice(self._before[start], self._before[end])
        values = self._values[part]
        if not values:
            return [math.nan] * len(statistics)
        mean = math.fsum(values) / len(values)
        micros = self._micros[part]
        return [_STATISTICS[name](values, mean, micros) for name in statistics]


def _deviation(values: list[float], mean: float, _: list[int]) -> float:
    """Take the standard deviation of the window itself (not an estimate for more than it)."""
    deviations = [value - mean for value in values]
    return math.sqrt(math.fsum(map(mul, deviations, deviations)) / len(values))


def _slope(values: list[float], mean: float, micros: list[int]) -> float:
    """Fit a line by least squares, in units per second; NaN when all values are of one moment."""
    if micros[0] == micros[-1]:
        return math.nan
    seconds = [(moment - micros[0]) / 1_000_000 for moment in micros]
    middle = math.fsum(seconds) / len(seconds)
    offsets = [second - middle for second in seconds]
    deviations = map(sub, values, [mean] * len(values))
    return math.fsum(map(mul, offsets, deviations)) / math.fsum(map(mul, offsets, offsets))


_STATISTICS: dict[Statistic, Callable[[list[float], float, list[int]], float]] = {
    Statistic.LAST: lambda values, _mean, _micros: values[-1],
    Statistic.MEAN: lambda _values, mean, _micros: mean,
    Statistic.MINIMUM: lambda values, _mean, _micros: min(values),
    Statistic.MAXIMUM: lambda values, _mean, _micros: max(values),
    Statistic.DEVIATION: _deviation,
    Statistic.SLOPE: _slope,
    Statistic.RANGE: lambda values, _mean, _micros: max(values) - min(values),
}
