"""Tables: readings laid out wide, a row for each moment, and what is asked of the parts of a version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from spotter.contracts.archive import ExportFormat
from spotter.contracts.datasets import Cell, Column, ColumnType, Cut, RowChanges
from spotter.ports.rows import Piece

Kinds = Mapping[str, frozenset[ColumnType]]
"""For each channel the types that its values have."""


class Written(NamedTuple):
    """A Parquet part before it is stored: its bytes, its rows, its columns and the first device in it."""

    content: bytes
    rows: int
    columns: tuple[Column, ...]
    first: str


class Tables(Protocol):
    """Lays rows of the archive out wide."""

    def kinds(self, pieces: Sequence[Piece], cut: Cut) -> Kinds:
        """Tell which channels have values within the cut, and of which types."""
        ...

    def widen(self, pieces: Sequence[Piece], cut: Cut, channels: Sequence[Column]) -> Iterator[Written]:
        """Write the parts that the cut comes down to, by device and time; none where there is no row.

        The bytes are a function of the rows: how these are spread over the pieces makes no difference.
        """
        ...

    def rows(self, pieces: Sequence[Piece], *, limit: int) -> list[dict[str, Cell]]:
        """Give the first rows of parts, in their order."""
        ...

    def changes(
        self,
        before: Sequence[Piece],
        after: Sequence[Piece],
        *,
        columns: Sequence[Column],
        keys: Sequence[str],
    ) -> RowChanges:
        """Compare rows by the columns that both have; two are the same row where the keys are the same.

        Without keys a row is known by all of its columns, so that none is changed.
        """
        ...

    def convert(self, piece: Piece, form: ExportFormat, named: Mapping[str, str]) -> bytes:
        """Write a part as CSV with a header, JSON lines or Parquet; pseudonyms that have a name become it."""
        ...
