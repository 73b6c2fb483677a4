"""Grids by DuckDB: columns of Parquet parts as NumPy's doubles, and parts from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from spotter.adapters.parquet.tables import summed
from spotter.adapters.parquet.wide import FORMAT, name_of
from spotter.adapters.parquet.workshop import Workshop, quoted
from spotter.contracts.datasets import Column, ColumnType
from spotter.ports.grids import Doubles, Grids, Laid
from spotter.ports.rows import Piece
from spotter.ports.tables import Written


class DuckGrids:
    """One thread, so that the same rows give the same bytes; NumPy is needed and imported on first use."""

    def __init__(self, *, memory: str = "2GB", folder: Path | None = None) -> None:
        self._shop = Workshop(threads=1, memory=memory, folder=folder)

    def read(self, pieces: Sequence[Piece], columns: Sequence[Column]) -> Mapping[str, Doubles]:
        """Give columns as doubles, a column at a time, so that no second copy of all of them is held."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            source = _source(pieces, scratch)
            return {column.name: _doubles(database, source, column) for column in columns}

    def write(
        self, pieces: Sequence[Piece], rows: memoryview, laid: Sequence[Laid], *, rows_a_part: int
    ) -> Iterator[Written]:
        """Write parts of these rows, of what the source says and what stands beside it."""
        import numpy as np

        chosen = np.frombuffer(rows, dtype=np.int64)
        values = {
            f"v{at}": np.frombuffer(each.values) for at, each in enumerate(laid) if each.values is not None
        }
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            _keep_source(database, _source(pieces, scratch), [each for each in laid if each.values is None])
            for number, first in enumerate(range(0, chosen.size, rows_a_part)):
                some = slice(first, first + rows_a_part)
                taken: dict[str, Any] = {"row": chosen[some], "place": np.arange(chosen[some].size)}
                taken |= {name: each[some] for name, each in values.items()}
                part = scratch / f"part-{number}.parquet"
                database.register("taken", taken)
                database.execute(_writing(laid, part)).fetchall()
                database.unregister("taken")
                columns = [each.column for each in laid]
                content = part.read_bytes()
                yield Written(
                    content, int(taken["row"].size), summed(database, part, columns), f"{number:06d}"
                )
                part.unlink()


def _source(pieces: Sequence[Piece], scratch: Path) -> str:
    """Fetch the parts, and say how they are read in their order."""
    files = []
    for number, piece in enumerate(pieces):
        file = scratch / f"{number:06d}.parquet"
        file.write_bytes(piece.content())
        files.append(quoted(file))
    return f"read_parquet([{', '.join(files)}], union_by_name = true)"


def _doubles(database: duckdb.DuckDBPyConnection, source: str, column: Column) -> Doubles:
    import numpy as np

    found = database.execute(_reading(column, source))
    values = np.ma.filled(found.fetchnumpy()["v"], np.nan)
    return np.ascontiguousarray(values, dtype=np.float64).data


def _reading(column: Column, source: str) -> str:
    name = name_of(column)
    match column.type:
        case ColumnType.TIME:
            return f"SELECT epoch_us({name}) / 1e6 AS v FROM {source}"  # noqa: S608 - our own words
        case ColumnType.TEXT:
            numbered = f"SELECT {name} AS text, row_number() OVER () AS place FROM {source}"  # noqa: S608 - our own words
            rank = "CASE WHEN text IS NOT NULL THEN dense_rank() OVER (ORDER BY text) END"
            return f"SELECT ({rank})::DOUBLE AS v FROM ({numbered}) ORDER BY place"  # noqa: S608 - our own words
        case _:
            return f"SELECT {name}::DOUBLE AS v FROM {source}"  # noqa: S608 - our own words


def _keep_source(database: duckdb.DuckDBPyConnection, source: str, kept: Sequence[Laid]) -> None:
    listed = ", ".join(name_of(each.column) for each in kept) or "1 AS nothing"
    database.execute(f"CREATE TABLE source AS SELECT {listed} FROM {source}").fetchall()  # noqa: S608 - our own words


def _writing(laid: Sequence[Laid], part: Path) -> str:
    told = ", ".join(
        f"source.{name_of(each.column)}" if each.values is None else f"taken.v{at} AS {name_of(each.column)}"
        for at, each in enumerate(laid)
    )
    rows = "taken JOIN source ON source.rowid = taken.row ORDER BY taken.place"
    return f"COPY (SELECT {told} FROM {rows}) TO {quoted(part)} {FORMAT}"  # noqa: S608 - our own words


if TYPE_CHECKING:
    _port: type[Grids] = DuckGrids
