"""Grids: columns of a version as doubles in memory, and parts written from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from spotter.contracts.datasets import Column
from spotter.ports.rows import Piece
from spotter.ports.tables import Written

Doubles = memoryview
"""Native doubles, one a row; NaN is missing."""


class Laid(NamedTuple):
    """A column of a version to be: rows of the source as they are, or doubles beside them."""

    column: Column
    values: Doubles | None = None


class Grids(Protocol):
    """Takes versions apart into columns of doubles, and lays out parts from such columns."""

    def read(self, pieces: Sequence[Piece], columns: Sequence[Column]) -> Mapping[str, Doubles]:
        """Give columns as doubles, in the order of the rows.

        Flags are 1 and 0, times epoch seconds; equal texts are equal numbers, in the order of the texts.
        """
        ...

    def write(
        self, pieces: Sequence[Piece], rows: memoryview, laid: Sequence[Laid], *, rows_a_part: int
    ) -> Iterator[Written]:
        """Write parts of these rows of the source (64-bit numbers from 0), in this order.

        The bytes are a function of the rows and the values.
        """
        ...
