"""What is taken of the values of a window: one definition for live scoring, training and drift.

Sums are exact (`math.fsum`), so that an order of addition can never make two answers of one window.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import add, mul, sub

from spotter.contracts.features import Statistic

FEWEST_FOR_FREQUENCY = 8
"""With fewer values no rhythm can be told from chance."""

MOST_FOR_FREQUENCY = 1_024
"""Of more values the last ones are taken: a power of two, as the transform wants it."""

Values = Sequence[float]
Micros = Sequence[int]
"""Moments in microseconds since 1970, one for each value, ascending."""


def statistic(name: Statistic, values: Values, micros: Micros, now: int) -> float:
    """Take a statistic of a window whose end is `now`; NaN where the window cannot tell.

    >>> statistic(Statistic.MEDIAN, [1.0, 9.0, 2.0], [0, 1, 2], 2)
    2.0
    """
    if name is Statistic.COUNT:
        return float(len(values))
    return _STATISTICS[name](values, micros, now) if values else math.nan


def mean(values: Values) -> float:
    """Take the mean, rounded once."""
    return math.fsum(values) / len(values)


def deviation(values: Values) -> float:
    """Take the standard deviation of the window itself (not an estimate for more than it)."""
    middle = mean(values)
    offsets = [value - middle for value in values]
    return math.sqrt(math.fsum(map(mul, offsets, offsets)) / len(values))


def correlation(values: Values, others: Values) -> float:
    """Take Pearson's correlation of what was measured together; NaN where one of the two stands still."""
    if not values:
        return math.nan
    middle, other = mean(values), mean(others)
    offsets = [value - middle for value in values]
    opposite = [value - other for value in others]
    spread = math.fsum(map(mul, offsets, offsets)) * math.fsum(map(mul, opposite, opposite))
    if spread <= 0:
        return math.nan
    return max(-1.0, min(1.0, math.fsum(map(mul, offsets, opposite)) / math.sqrt(spread)))


def quantile(values: Values, share: float) -> float:
    """Take a quantile with linear interpolation between the two nearest values (type 7, as NumPy's default).

    >>> quantile([1.0, 2.0, 3.0, 4.0], 0.25)
    1.75
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _slope(values: Values, micros: Micros, _now: int) -> float:
    """Fit a line by least squares, in units per second; NaN when all values are of one moment."""
    if micros[0] == micros[-1]:
        return math.nan
    seconds = [(moment - micros[0]) / 1_000_000 for moment in micros]
    middle = mean(seconds)
    offsets = [second - middle for second in seconds]
    deviations = map(sub, values, [mean(values)] * len(values))
    return math.fsum(map(mul, offsets, deviations)) / math.fsum(map(mul, offsets, offsets))


def _energy(values: Values, _micros: Micros, _now: int) -> float:
    """Take the mean of the squares."""
    return math.fsum(map(mul, values, values)) / len(values)


def _jerk(values: Values, micros: Micros, _now: int) -> float:
    """Take the mean of how fast the values change, in units per second; of an acceleration, its jerk."""
    rates = [
        abs(values[place] - values[place - 1]) * 1_000_000 / (micros[place] - micros[place - 1])
        for place in range(1, len(values))
        if micros[place] > micros[place - 1]
    ]
    return mean(rates) if rates else math.nan


def _crossings(values: Values, _micros: Micros, _now: int) -> float:
    """Count how often the values cross their own mean, so that gravity on an axis does not hide a shake."""
    middle = mean(values)
    above = [value > middle for value in values if value != middle]
    return float(sum(map(bool.__ne__, above, above[1:])))


def _frequency(values: Values, micros: Micros, _now: int) -> float:
    """Find the frequency that carries the most, in Hz, as if the values were evenly spaced; NaN of a few.

    The mean is taken away and the rest filled with zeros up to a power of two; the strongest line counts.
    """
    values, micros = values[-MOST_FOR_FREQUENCY:], micros[-MOST_FOR_FREQUENCY:]
    if len(values) < FEWEST_FOR_FREQUENCY or micros[0] == micros[-1]:
        return math.nan
    middle = mean(values)
    size = 1 << (len(values) - 1).bit_length()
    spectrum = _transform([value - middle for value in values] + [0.0] * (size - len(values)))
    power = [line.real * line.real + line.imag * line.imag for line in spectrum[1 : size // 2 + 1]]
    strongest = max(power)
    if strongest == 0:
        return math.nan
    step_s = (micros[-1] - micros[0]) / 1_000_000 / (len(values) - 1)
    return (power.index(strongest) + 1) / (size * step_s)


def _transform(values: Sequence[complex]) -> list[complex]:
    """Transform a power of two of values (Cooley and Tukey 1965, decimation in time)."""
    size = len(values)
    if size == 1:
        return list(values)
    even, odd = _transform(values[::2]), _transform(values[1::2])
    turned = list(map(mul, turns(size), odd))
    return [*map(add, even, turned), *map(sub, even, turned)]


@lru_cache(maxsize=16)
def turns(size: int) -> tuple[complex, ...]:
    """Give the factors of a transform of this size."""
    return tuple(cmath.exp(-2j * cmath.pi * place / size) for place in range(size // 2))


def _since(values: Values, micros: Micros, now: int) -> float:
    """Take the seconds since the last value that is not zero; NaN where the window holds none."""
    backwards = zip(reversed(values), reversed(micros), strict=True)
    last = next((moment for value, moment in backwards if value), None)
    return math.nan if last is None else (now - last) / 1_000_000


def _quantile(share: float) -> Callable[[Values, Micros, int], float]:
    return lambda values, _micros, _now: quantile(values, share)


_STATISTICS: dict[Statistic, Callable[[Values, Micros, int], float]] = {
    Statistic.LAST: lambda values, _micros, _now: values[-1],
    Statistic.MEAN: lambda values, _micros, _now: mean(values),
    Statistic.MINIMUM: lambda values, _micros, _now: min(values),
    Statistic.MAXIMUM: lambda values, _micros, _now: max(values),
    Statistic.DEVIATION: lambda values, _micros, _now: deviation(values),
    Statistic.SLOPE: _slope,
    Statistic.RANGE: lambda values, _micros, _now: max(values) - min(values),
    Statistic.FIRST_DECILE: _quantile(0.1),
    Statistic.FIRST_QUARTILE: _quantile(0.25),
    Statistic.MEDIAN: _quantile(0.5),
    Statistic.LAST_QUARTILE: _quantile(0.75),
    Statistic.LAST_DECILE: _quantile(0.9),
    Statistic.ENERGY: _energy,
    Statistic.JERK: _jerk,
    Statistic.CROSSINGS: _crossings,
    Statistic.FREQUENCY: _frequency,
    Statistic.SINCE: _since,
}

MEANINGS: dict[Statistic, tuple[str, str]] = {
    Statistic.LAST: ("the last value", "the channel's"),
    Statistic.MEAN: ("the mean", "the channel's"),
    Statistic.MINIMUM: ("the smallest value", "the channel's"),
    Statistic.MAXIMUM: ("the largest value", "the channel's"),
    Statistic.DEVIATION: ("the standard deviation", "the channel's"),
    Statistic.SLOPE: ("the slope of a fitted line", "the channel's per second"),
    Statistic.RANGE: ("largest minus smallest value", "the channel's"),
    Statistic.COUNT: ("how many values there were", "1"),
    Statistic.FIRST_DECILE: ("what a tenth of the values lies below", "the channel's"),
    Statistic.FIRST_QUARTILE: ("what a quarter of the values lies below", "the channel's"),
    Statistic.MEDIAN: ("what half of the values lies below", "the channel's"),
    Statistic.LAST_QUARTILE: ("what three quarters of the values lie below", "the channel's"),
    Statistic.LAST_DECILE: ("what nine tenths of the values lie below", "the channel's"),
    Statistic.ENERGY: ("the mean of the squares", "the channel's squared"),
    Statistic.JERK: ("how fast it changes, on average", "the channel's per second"),
    Statistic.CROSSINGS: ("how often it crosses its own mean", "1"),
    Statistic.FREQUENCY: ("the frequency that carries the most", "Hz"),
    Statistic.SINCE: ("how long ago it was last not zero", "s"),
}
"""What a statistic is and its unit, in words, for whoever chooses."""
