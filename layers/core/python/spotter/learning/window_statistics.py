"""The statistics of `domain/statistics.py` for many windows at once, bit for bit the same.

Each follows its definition there, operation by operation: sums are exact in both, and everything else is
rounded at the same places. `tests/property/test_features.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from spotter.contracts.features import Statistic
from spotter.domain.statistics import FEWEST_FOR_FREQUENCY, MOST_FOR_FREQUENCY, turns
from spotter.learning.arrays import Floats
from spotter.learning.exact_sums import exact_sums
from spotter.learning.window_blocks import Block, Windows


def statistics_of(windows: Windows, names: tuple[Statistic, ...]) -> dict[Statistic, Floats]:
    """Take statistics of each window; NaN where a window cannot tell."""
    size = windows.first.size
    found = {name: np.full(size, np.nan) for name in names}
    for name, simple in _WHOLE.items():
        if name in found:
            found[name] = simple(windows)
    asked = [name for name in names if name in _OF_BLOCKS]
    if asked:
        for chosen, block in windows.blocks():
            for name in asked:
                found[name][chosen] = _OF_BLOCKS[name](block)
    if Statistic.FREQUENCY in found:
        for chosen, block in windows.latest(MOST_FOR_FREQUENCY).blocks():
            found[Statistic.FREQUENCY][chosen] = _frequency(block)
    return found


def correlations(windows: Windows, others: Floats) -> Floats:
    """Correlate the values of each window with others that were measured together with them."""
    found = np.full(windows.first.size, np.nan)
    for chosen, block in windows.blocks():
        beside = Block(
            type(block.track)(block.track.places, block.track.micros, others),
            block.first,
            block.counts,
            block.until,
        )
        one, other = block.offsets, beside.offsets
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            spread = exact_sums(one * one) * exact_sums(other * other)
            said = exact_sums(one * other) / np.sqrt(spread)
        found[chosen] = np.where(spread <= 0, np.nan, np.maximum(-1.0, np.minimum(1.0, said)))
    return found


def _last(windows: Windows) -> Floats:
    values = np.append(windows.track.values, np.nan)
    return np.where(windows.last > windows.first, values[windows.last - 1], np.nan)


def _count(windows: Windows) -> Floats:
    return (windows.last - windows.first).astype(np.float64)


def _since(windows: Windows) -> Floats:
    track = windows.track
    if not track.values.size:
        return np.full(windows.first.size, np.nan)
    at = np.where(windows.last > windows.first, track.last_not_zero[windows.last - 1], -1)
    seconds = (windows.until - track.micros[at]) / 1_000_000
    return np.where(at >= np.maximum(windows.first, 0), seconds, np.nan)


def _minimum(block: Block) -> Floats:
    filled = block.values if block.there is None else np.where(block.there, block.values, np.inf)
    return np.asarray(filled.min(axis=0))


def _maximum(block: Block) -> Floats:
    filled = block.values if block.there is None else np.where(block.there, block.values, -np.inf)
    return np.asarray(filled.max(axis=0))


def _deviation(block: Block) -> Floats:
    return np.asarray(np.sqrt(exact_sums(block.offsets * block.offsets) / block.sizes))


def _energy(block: Block) -> Floats:
    return exact_sums(block.values * block.values) / block.sizes


def _slope(block: Block) -> Floats:
    passed = block.micros - block.micros[0]
    if block.there is None and (passed == passed[:, :1]).all():
        passed = passed[:, :1]  # evenly measured: all windows have the same moments
    seconds = passed / 1_000_000
    offsets = seconds - _means(block, seconds)
    if block.there is not None:
        offsets = block.only(offsets)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = exact_sums(offsets * block.offsets) / exact_sums(offsets * offsets)
    return np.where(block.duration == 0, np.nan, slopes)


def _means(block: Block, seconds: Floats) -> Floats:
    return (
        exact_sums(seconds if block.there is None else block.only(seconds)) / block.sizes[: seconds.shape[1]]
    )


def _jerk(block: Block) -> Floats:
    if len(block.values) == 1:
        return np.full(block.first.size, np.nan)
    steps = np.diff(block.micros, axis=0)
    moved = steps > 0
    sizes = np.abs(np.diff(block.values, axis=0)) * 1_000_000
    if block.there is not None:
        moved &= block.there[1:]
    rates = np.divide(sizes, steps, out=np.zeros_like(sizes), where=moved)
    counts = moved.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts == 0, np.nan, exact_sums(rates) / counts)


def _crossings(block: Block) -> Floats:
    sides = np.sign(block.values - block.mean).astype(np.int8)
    if block.there is not None:
        sides[~block.there] = 0
    crossed = np.zeros(block.first.size, dtype=np.int64)
    before = np.zeros(block.first.size, dtype=np.int8)
    for side in sides:
        crossed += side * before < 0
        before = np.where(side != 0, side, before)
    return crossed.astype(np.float64)


def _frequency(block: Block) -> Floats:
    found = np.full(block.first.size, np.nan)
    sizes = np.array([1 << (count - 1).bit_length() for count in block.counts.tolist()])
    told = (block.counts >= FEWEST_FOR_FREQUENCY) & (block.duration > 0)
    for size in np.unique(sizes[told]).tolist():
        chosen = np.flatnonzero(told & (sizes == size))
        padded = np.zeros((size, chosen.size))
        rows = min(size, len(block.offsets))
        padded[:rows] = block.offsets[:rows, chosen]
        real, imaginary = _transformed(padded, np.zeros_like(padded))
        of_lines = slice(1, size // 2 + 1)
        power = real[of_lines] * real[of_lines] + imaginary[of_lines] * imaginary[of_lines]
        step_s = block.duration[chosen] / 1_000_000 / (block.counts[chosen] - 1)
        lines = (power.argmax(axis=0) + 1) / (size * step_s)
        found[chosen] = np.where(power.max(axis=0) == 0, np.nan, lines)
    return found


def _transformed(real: Floats, imaginary: Floats) -> tuple[Floats, Floats]:
    """Transform each column as `domain/statistics.py` does, real and imaginary parts by themselves."""
    size = len(real)
    if size == 1:
        return real, imaginary
    even, even_imaginary = _transformed(real[::2], imaginary[::2])
    odd, odd_imaginary = _transformed(real[1::2], imaginary[1::2])
    turn = np.array(turns(size))[:, None]
    turned = turn.real * odd - turn.imag * odd_imaginary
    turned_imaginary = turn.real * odd_imaginary + turn.imag * odd
    return (
        np.concatenate([even + turned, even - turned]),
        np.concatenate([even_imaginary + turned_imaginary, even_imaginary - turned_imaginary]),
    )


def _quantile(share: float) -> Callable[[Block], Floats]:
    def taken(block: Block) -> Floats:
        place = share * (block.sizes - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, block.counts - 1)
        rows = np.arange(block.first.size)
        low, high = block.ordered[rows, below], block.ordered[rows, above]
        return np.asarray(low + (high - low) * (place - below))

    return taken


_WHOLE: Mapping[Statistic, Callable[[Windows], Floats]] = {
    Statistic.LAST: _last,
    Statistic.COUNT: _count,
    Statistic.SINCE: _since,
}
_OF_BLOCKS: Mapping[Statistic, Callable[[Block], Floats]] = {
    Statistic.MEAN: lambda block: block.mean,
    Statistic.MINIMUM: _minimum,
    Statistic.MAXIMUM: _maximum,
    Statistic.DEVIATION: _deviation,
    Statistic.SLOPE: _slope,
    Statistic.RANGE: lambda block: _maximum(block) - _minimum(block),
    Statistic.FIRST_DECILE: _quantile(0.1),
    Statistic.FIRST_QUARTILE: _quantile(0.25),
    Statistic.MEDIAN: _quantile(0.5),
    Statistic.LAST_QUARTILE: _quantile(0.75),
    Statistic.LAST_DECILE: _quantile(0.9),
    Statistic.ENERGY: _energy,
    Statistic.JERK: _jerk,
    Statistic.CROSSINGS: _crossings,
}
