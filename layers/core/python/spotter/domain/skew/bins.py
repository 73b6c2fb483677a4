"""Bins of numbers that fit any scale and add up exactly, whatever is added to what.

A number is named by a key: the binary exponent and the first 40 bits of what it is multiplied with, so that a
larger number never has a smaller key. Bins are keys cut by some bits; cutting twice is cutting once by more.
A spread is cut by as few bits as leave at most `MOST_BINS` bins. That is a function of the numbers alone: the
spread of two heaps together is the same whether it is counted at once or added up. Bins of equal ratio are
those of Masson, Rim and Lee (DDSketch, 2019); here their width follows the data.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from spotter.contracts.skew import Spread

MOST_BINS = 512
"""Ten thousand rows fill them with twenty each; a spread is then some 10 KB as JSON."""

FRACTION_BITS = 40
"""Numbers that agree in twelve decimal digits are one."""

EXPONENT_OFFSET = 1_100
"""Lifts every exponent of a double (-1074 to 1023) above zero, whose key is 0."""


KEY_BITS = 52
"""Cut by so many bits every key is 0 or -1."""


def key_of(value: float) -> int:
    """Name a finite number; the order of keys is that of numbers.

    >>> key_of(-1.0) < key_of(0.0) < key_of(1e-300) < key_of(0.1) < key_of(1.0)
    True
    """
    if value == 0:
        return 0
    fraction, exponent = math.frexp(abs(value))
    bits = math.floor((fraction * 2 - 1) * 2**FRACTION_BITS)
    key: int = ((exponent - 1 + EXPONENT_OFFSET) << FRACTION_BITS) + bits
    return key if value > 0 else -key


def value_of(key: int) -> float:
    """Give the number at which a key begins, nearest to zero.

    >>> value_of(key_of(0.1)), value_of(key_of(-300.5))
    (0.1, -300.5)
    """
    exponent, bits = divmod(abs(key), 2**FRACTION_BITS)
    if exponent <= EXPONENT_OFFSET - 1_075:
        return 0.0
    low = math.ldexp(1 + bits / 2**FRACTION_BITS, exponent - EXPONENT_OFFSET)
    short = float(f"{low:.12g}")
    if key_of(short) == abs(key):
        low = short
    return low if key > 0 else -low


def spread_of(counts: Mapping[int, int], shift: int = 0) -> Spread:
    """Cut counted keys, which are cut by `shift` bits already, by as many more as are needed."""
    least, most = 0, KEY_BITS
    while least < most:
        bits = (least + most) // 2
        few = len({key >> bits for key in counts}) <= MOST_BINS
        least, most = (least, bits) if few else (bits + 1, most)
    cut = _cut(counts, least)
    keys = sorted(cut)
    return Spread(shift + least, tuple(keys), tuple(cut[key] for key in keys))


def spread_of_values(values: Iterable[float]) -> Spread:
    """Count finite numbers."""
    return spread_of(Counter(map(key_of, values)))


def added(one: Spread, other: Spread) -> Spread:
    """Add two spreads up."""
    shift = max(one.shift, other.shift)
    counts = Counter(at_shift(one, shift))
    counts.update(at_shift(other, shift))
    return spread_of(counts, shift)


def at_shift(spread: Spread, shift: int) -> dict[int, int]:
    """Cut a spread to wider bins."""
    return _cut(dict(zip(spread.keys, spread.counts, strict=True)), shift - spread.shift)


def begins(key: int, shift: int) -> float:
    """Give the lower edge of a bin."""
    return value_of(key << shift)


def count_below(spread: Spread, bound: float) -> int:
    """Count the numbers in bins that lie wholly below a bound."""
    edge = key_of(bound)
    bins = zip(spread.keys, spread.counts, strict=True)
    return sum(count for key, count in bins if (key + 1) << spread.shift <= edge)


def count_above(spread: Spread, bound: float) -> int:
    """Count the numbers in bins that lie wholly above a bound."""
    edge = key_of(bound)
    return sum(
        count for key, count in zip(spread.keys, spread.counts, strict=True) if key << spread.shift > edge
    )


def quantile(spread: Spread, share: float) -> float:
    """Give the value below which a share of the numbers lies, to the width of a bin.

    >>> quantile(spread_of_values([1.0, 2.0, 3.0, 4.0, 5.0]), 0.5)
    3.0
    """
    wanted, reached = share * sum(spread.counts), 0
    for key, count in zip(spread.keys, spread.counts, strict=True):
        reached += count
        if reached >= wanted:
            return middle(key, spread.shift)
    return math.nan


def middle(key: int, shift: int) -> float:
    """Give a number in the middle of a bin; where a bin is one key, the number itself."""
    if shift == 0:
        return value_of(key)
    return (begins(key, shift) + begins(key + 1, shift)) / 2


def _cut(counts: Mapping[int, int], bits: int) -> dict[int, int]:
    if bits == 0:
        return dict(counts)
    cut: Counter[int] = Counter()
    for key, count in counts.items():
        cut[key >> bits] += count
    return cut
