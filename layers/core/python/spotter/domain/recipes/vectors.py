"""What a preparation is computed with: columns of numbers, and the few things that can be done to them.

A vector has a value for each row and knows `+ - * / abs`; NaN is missing; flags are 1.0 and 0.0. NumPy arrays
are vectors, and so is `Series`, which needs nothing. Each operation rounds like any other IEEE double, in the
order that is written, so both give the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import add, mul, sub, truediv
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from spotter.contracts.preparations import FillFromDonors

V = TypeVar("V", bound=Any)
T = TypeVar("T")


class Trace(NamedTuple, Generic[T]):
    """Which cells of a column a step filled or replaced: 1 for each, else 0."""

    step: int
    column: str
    cells: T


Note = Callable[[Trace[T]], None]


def unnoted(_trace: Trace[Any]) -> None:
    """Keep no trace."""


class Arithmetic(Protocol[V]):
    """What is done to vectors beside operators."""

    def where(self, flags: V, yes: V | float, no: V | float) -> V:
        """Take `yes` where a flag is not 0, else `no`."""
        ...

    def missing(self, values: V) -> V:
        """Flag what is missing."""
        ...

    def above(self, values: V, limit: V | float) -> V:
        """Flag what is above a limit; nothing missing is."""
        ...

    def shifted(self, values: V, rows: int) -> V:
        """Give the value so many rows before (after, where negative); missing beyond the ends."""
        ...

    def median(self, several: Sequence[V]) -> V:
        """Give the median of those that are not missing, row by row."""
        ...

    def occurs(self, flags: V) -> bool:
        """Tell whether any flag is set."""
        ...

    def from_donors(self, columns: Sequence[V], fill: FillFromDonors) -> list[V]:
        """Fill the missing cells of the columns from their nearest donors."""
        ...


class Series:
    """A vector in plain Python."""

    __slots__ = ("values",)

    def __init__(self, values: Sequence[float]) -> None:
        self.values = values

    def __add__(self, other: Series | float) -> Series:
        return self._with(other, add)

    def __radd__(self, other: float) -> Series:
        return Series([other + value for value in self.values])

    def __sub__(self, other: Series | float) -> Series:
        return self._with(other, sub)

    def __rsub__(self, other: float) -> Series:
        return Series([other - value for value in self.values])

    def __mul__(self, other: Series | float) -> Series:
        return self._with(other, mul)

    def __truediv__(self, other: Series | float) -> Series:
        return self._with(other, truediv)

    def __abs__(self) -> Series:
        return Series([abs(value) for value in self.values])

    def _with(self, other: Series | float, operation: Callable[[float, float], float]) -> Series:
        if isinstance(other, Series):
            return Series(list(map(operation, self.values, other.values)))
        return Series([operation(value, other) for value in self.values])


class PlainArithmetic:
    """Arithmetic on series, for where NumPy is too heavy."""

    def where(self, flags: Series, yes: Series | float, no: Series | float) -> Series:
        """Take `yes` where a flag is not 0, else `no`."""
        count = len(flags.values)
        columns = zip(flags.values, _spread(yes, count), _spread(no, count), strict=True)
        return Series([this if flag else that for flag, this, that in columns])

    def missing(self, values: Series) -> Series:
        """Flag what is missing."""
        return Series([float(math.isnan(value)) for value in values.values])

    def above(self, values: Series, limit: Series | float) -> Series:
        """Flag what is above a limit; nothing missing is."""
        limits = _spread(limit, len(values.values))
        return Series([float(value > most) for value, most in zip(values.values, limits, strict=True)])

    def shifted(self, values: Series, rows: int) -> Series:
        """Give the value so many rows before (after, where negative); missing beyond the ends."""
        count = len(values.values)
        return Series(
            [values.values[at - rows] if 0 <= at - rows < count else math.nan for at in range(count)]
        )

    def median(self, several: Sequence[Series]) -> Series:
        """Give the median of those that are not missing, row by row."""
        rows = zip(*(each.values for each in several), strict=True)
        return Series([middle([value for value in row if not math.isnan(value)]) for row in rows])

    def occurs(self, flags: Series) -> bool:
        """Tell whether any flag is set."""
        return any(flags.values)

    def from_donors(self, columns: Sequence[Series], fill: FillFromDonors) -> list[Series]:
        """Fill the missing cells of the columns from their nearest donors."""
        rows = zip(*(column.values for column in columns), strict=True)
        filled = [_from_donors(row, fill) for row in rows]
        return [Series([row[at] for row in filled]) for at in range(len(columns))]


def middle(values: list[float]) -> float:
    """Give the median; missing where there is nothing."""
    if not values:
        return math.nan
    values.sort()
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def _spread(value: Series | float, count: int) -> Sequence[float]:
    return value.values if isinstance(value, Series) else [value] * count


def _from_donors(row: Sequence[float], fill: FillFromDonors) -> Sequence[float]:
    holes = [at for at, value in enumerate(row) if math.isnan(value)]
    if not holes:
        return row
    known = [(at, value) for at, value in enumerate(row) if not math.isnan(value)]
    distances = [_distance(known, donor) for donor in fill.donors]
    filled = list(row)
    for at in holes:
        able = [i for i, donor in enumerate(fill.donors) if donor[at] is not None and distances[i] < math.inf]
        nearest = sorted(able, key=distances.__getitem__)[: fill.neighbours]
        total = 0.0
        for index in nearest:
            total += fill.donors[index][at] or 0.0
        filled[at] = total / len(nearest) if nearest else fill.otherwise[at]
    return filled


def _distance(known: Sequence[tuple[int, float]], donor: Sequence[float | None]) -> float:
    total, shared = 0.0, 0
    for at, value in known:
        other = donor[at]
        if other is not None:
            gap = value - other
            total += gap * gap
            shared += 1
    return total * (len(donor) / shared) if shared else math.inf
