"""Rows: a day of readings packed into one columnar file, and questions over such files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from spotter.contracts.archive import Bucket, ExportFormat, Selection, Value
from spotter.contracts.readings import Reading
from spotter.domain.settling import Kept


class Piece(NamedTuple):
    """A packed file: a name that no other content has, and a way to get it when it is not at hand."""

    name: str
    content: Callable[[], bytes]


class Rows(Protocol):
    """Packs readings into rows, a channel value each, and answers from them."""

    def pack(self, kept: Iterable[Kept]) -> bytes:
        """Pack readings; the same readings in any order give the same bytes."""
        ...

    def unpack(self, packed: bytes) -> Iterator[Reading]:
        """Give the readings of a file back, in no order; tenant and site, which it lacks, are empty."""
        ...

    def values(self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection) -> list[Value]:
        """Give the values that are wanted, in order.

        `fresh` is a file of readings that are in none of the pieces, or are repeats; the pieces prevail.
        """
        ...

    def buckets(self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection) -> list[Bucket]:
        """Give the wanted values, brought down to a row for each device, channel and span of `every_s`."""
        ...

    def export(
        self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection, form: ExportFormat
    ) -> tuple[bytes, int]:
        """Write what is wanted as a CSV, Parquet or JSON-lines file, and count its rows."""
        ...
