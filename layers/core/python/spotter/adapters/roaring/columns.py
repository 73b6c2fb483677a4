"""A sorted column: which rows have which value, so that a value, a beginning or a range is one slice."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec
from pyroaring import BitMap

K = TypeVar("K", str, float)
LAST = "\U0010ffff"
"""Sorts after every text that people write."""


class Column(Generic[K]):
    """Distinct values in order; `starts[i]` to `starts[i + 1]` are the rows of value `i`, ascending."""

    _values: Sequence[K]

    def __init__(self, values: Sequence[K], starts: array[int], rows: array[int]) -> None:
        self._values = values
        self._starts = starts
        self._rows = rows

    @classmethod
    def of(cls, found: Mapping[K, array[int]]) -> Column[K]:
        """Make a column of the rows of each value."""
        values = sorted(found)
        starts, rows = array("I", [0]), array("I")
        for value in values:
            rows.extend(found[value])
            starts.append(len(rows))
        return cls(values, starts, rows)

    def equal(self, value: K) -> BitMap:
        """Give the rows of a value."""
        at = bisect_left(self._values, value)
        return self._slice(at, at + (at < len(self._values) and self._values[at] == value))

    def between(
        self, low: K | None, high: K | None, *, with_low: bool = True, with_high: bool = True
    ) -> BitMap:
        """Give the rows of a range; None is open."""
        start = 0 if low is None else (bisect_left if with_low else bisect_right)(self._values, low)
        end = len(self._values)
        if high is not None:
            end = (bisect_right if with_high else bisect_left)(self._values, high)
        return self._slice(start, max(start, end))

    def saved(self) -> SavedColumn[K]:
        """Write the column down."""
        return SavedColumn(list(self._values), self._starts.tobytes(), self._rows.tobytes())

    def _slice(self, start: int, end: int) -> BitMap:
        return BitMap(self._rows[self._starts[start] : self._starts[end]])


class SavedColumn(msgspec.Struct, Generic[K], frozen=True, array_like=True):
    """A column as it is stored."""

    values: list[K]
    starts: bytes
    rows: bytes

    def restored(self) -> Column[K]:
        """Read the column."""
        starts, rows = array("I"), array("I")
        starts.frombytes(self.starts)
        rows.frombytes(self.rows)
        return Column(self.values, starts, rows)


def begins(column: Column[str], text: str) -> BitMap:
    """Give the rows of every value that begins so."""
    return column.between(text, text + LAST)


def union(maps: Iterable[BitMap]) -> BitMap:
    """Give the rows that are in any of these."""
    return BitMap.union(BitMap(), *maps)
