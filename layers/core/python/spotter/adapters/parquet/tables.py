"""Tables in Parquet, written by DuckDB inside this process; what memory does not hold goes to a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import msgspec

from spotter.adapters.parquet import wide
from spotter.adapters.parquet.versions import comparing, converting
from spotter.adapters.parquet.workshop import Workshop
from spotter.contracts.archive import ExportFormat
from spotter.contracts.datasets import Cell, Column, Cut, RowChanges
from spotter.domain.columns import ROW
from spotter.ports.rows import Piece
from spotter.ports.tables import Kinds, Tables, Written

ROWS_A_PART = 1_000_000
"""A part is closed after the device with which it has so many rows; fetched in one piece, some 20 MB."""


class ParquetTables:
    """Lays rows out wide, one connection of one thread a call, so that the same rows give the same bytes.

    Calls may run beside one another: each has a connection and a folder of its own.
    """

    def __init__(
        self, *, memory: str = "1GB", folder: Path | None = None, rows_a_part: int = ROWS_A_PART
    ) -> None:
        self._shop = Workshop(threads=1, memory=memory, folder=folder)
        self._rows_a_part = rows_a_part

    def kinds(self, pieces: Sequence[Piece], cut: Cut) -> Kinds:
        """Tell which channels have values within the cut, and of which types."""
        if not pieces:
            return {}
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            asked = wide.counting(_fetched(pieces, scratch), cut)
            found = database.execute(asked.text, asked.given).fetchall()
        typed = {
            channel: frozenset(kind for kind, count in zip(wide.TYPED, counts, strict=True) if count)
            for channel, *counts in found
        }
        return {channel: kinds for channel, kinds in typed.items() if kinds}

    def widen(self, pieces: Sequence[Piece], cut: Cut, channels: Sequence[Column]) -> Iterator[Written]:
        """Write the parts that the cut comes down to, in order of device and time."""
        if not pieces:
            return
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            whole = scratch / "whole.parquet"
            asked = wide.widening(_fetched(pieces, scratch), cut, channels, whole)
            database.execute(asked.text, asked.given)
            columns = (*ROW, *channels)
            ranges = self._ranges(database, whole)
            for number, (first, last, rows) in enumerate(ranges):
                part = whole
                if len(ranges) > 1:
                    part = scratch / f"part-{number}.parquet"
                    asked = wide.splitting(whole, first, last, part)
                    database.execute(asked.text, asked.given)
                yield Written(part.read_bytes(), rows, summed(database, part, columns), first)

    def rows(self, pieces: Sequence[Piece], *, limit: int) -> list[dict[str, Cell]]:
        """Give the first rows of parts, in their order."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            found: list[dict[str, Cell]] = []
            for file in _fetched(pieces, scratch):
                asked = {"file": str(file), "left": limit - len(found)}
                answer = database.execute("SELECT * FROM read_parquet($file) LIMIT $left", asked)
                names = [each[0] for each in answer.description or ()]
                found += [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
            return found

    def changes(
        self,
        before: Sequence[Piece],
        after: Sequence[Piece],
        *,
        columns: Sequence[Column],
        keys: Sequence[str],
    ) -> RowChanges:
        """Compare the rows of parts by the columns that both have."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            files = _fetched([*before, *after], scratch)
            sides = (files[: len(before)], files[len(before) :])
            added, removed, changed = database.execute(comparing(*sides, columns, keys)).fetchone() or (
                0,
                0,
                0,
            )
            return RowChanges(added, removed, changed)

    def convert(self, piece: Piece, form: ExportFormat, named: Mapping[str, str]) -> bytes:
        """Write a part in another form."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            (source,) = _fetched([piece], scratch)
            target = scratch / "converted"
            asked = converting(source, target, form, named)
            database.execute(asked.text, asked.given)
            return target.read_bytes()

    def _ranges(self, database: duckdb.DuckDBPyConnection, whole: Path) -> list[tuple[str, str, int]]:
        """Cut where a part is full: by the rows alone, so that the same rows are cut alike."""
        counts = database.execute(
            "SELECT device, count(*) FROM read_parquet($whole) GROUP BY device ORDER BY device",
            {"whole": str(whole)},
        ).fetchall()
        ranges: list[tuple[str, str, int]] = []
        for device, count in counts:
            if ranges and ranges[-1][2] < self._rows_a_part:
                first, _, rows = ranges.pop()
                ranges.append((first, device, rows + count))
            else:
                ranges.append((device, device, count))
        return ranges


def _fetched(pieces: Sequence[Piece], scratch: Path) -> list[Path]:
    files = []
    for number, piece in enumerate(pieces):
        file = scratch / f"{number}.parquet"
        file.write_bytes(piece.content())
        files.append(file)
    return files


def summed(database: duckdb.DuckDBPyConnection, part: Path, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Fill columns with what their values come down to."""
    (found,) = database.execute(wide.summing(part, columns)).fetchall()  # to its end: nothing stays open
    each = zip(*[iter(found)] * len(wide.SUMS), strict=True)
    return tuple(
        msgspec.structs.replace(column, **dict(zip(wide.SUMS, sums, strict=True)))
        for column, sums in zip(columns, each, strict=True)
    )


if TYPE_CHECKING:
    _port: type[Tables] = ParquetTables
