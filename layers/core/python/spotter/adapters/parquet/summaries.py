"""Summaries of Parquet parts, counted by DuckDB; a column at a time, so that memory holds one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from spotter.adapters.parquet.streams import with_streams
from spotter.adapters.parquet.wide import name_of
from spotter.adapters.parquet.workshop import Workshop, quoted
from spotter.contracts.datasets import Column
from spotter.contracts.skew import ColumnSummary, Spread, VersionSummary
from spotter.domain.skew.bins import EXPONENT_OFFSET, FRACTION_BITS, KEY_BITS, MOST_BINS
from spotter.domain.skew.dependence import order_in
from spotter.domain.skew.summaries import (
    CATEGORIES,
    LONGEST_CATEGORY,
    MARK_DIGITS,
    MARKS,
    MOST_CATEGORIES,
    NUMBERS,
)
from spotter.ports.rows import Piece
from spotter.ports.summaries import Summaries

_SIZE = "abs(value)"
_GUESS = f"floor(log2({_SIZE}))"
"""The exponent, or one beside it where the logarithm was rounded."""
_EXPONENT = f"({_GUESS} - (pow(2, {_GUESS}) > {_SIZE})::INT + (pow(2, {_GUESS} + 1) <= {_SIZE})::INT)"
_KEY = f"""
    CASE WHEN value = 0 THEN 0 ELSE sign(value)::BIGINT * (
        ({_EXPONENT}::BIGINT + {EXPONENT_OFFSET}) * {2**FRACTION_BITS}
        + floor(({_SIZE} / pow(2, {_EXPONENT}) - 1) * {2**FRACTION_BITS})::BIGINT
    ) END"""
"""`domain.skew.bins.key_of` in SQL; dividing by a power of two loses nothing."""


class ParquetSummaries:
    """Sums parts up, each in a connection and a folder of its own."""

    def __init__(self, *, memory: str = "1GB", folder: Path | None = None) -> None:
        self._shop = Workshop(threads=1, memory=memory, folder=folder)

    def summary(self, piece: Piece, columns: Sequence[Column]) -> VersionSummary:
        """Say what the columns of a part come down to."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            part = scratch / "part.parquet"
            part.write_bytes(piece.content())
            (rows,) = _one(database, f"SELECT count(*) FROM read_parquet({quoted(part)})")  # noqa: S608 - our own path
            summed = tuple(_summed(database, part, column, rows) for column in columns)
            order = order_in(columns)
            if order is not None and rows:
                summed = tuple(with_streams(database, part, column, order) for column in summed)
            return VersionSummary(rows, summed)


def _summed(database: duckdb.DuckDBPyConnection, part: Path, column: Column, rows: int) -> ColumnSummary:
    if column.type in NUMBERS:
        return _of_numbers(database, part, column, rows)
    if column.type in CATEGORIES:
        return _of_texts(database, part, column, rows)
    name = name_of(column)
    present, low, high = _one(
        database,
        f"SELECT count({name}), min(epoch_us({name})) / 1e6, max(epoch_us({name})) / 1e6"  # noqa: S608 - our own words
        f" FROM read_parquet({quoted(part)})",
    )
    named = (column.name, column.type, column.channel, column.unit)
    return ColumnSummary(*named, present, rows - present, minimum=low, maximum=high)


def _of_numbers(database: duckdb.DuckDBPyConnection, part: Path, column: Column, rows: int) -> ColumnSummary:
    """Count keys once, then look for the fewest bits that leave bins few enough."""
    name = name_of(column)
    database.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE kept AS
        SELECT {_KEY} AS key, count(*) AS times, min(value) AS low, max(value) AS high
        FROM (SELECT {name}::DOUBLE + 0 AS value FROM read_parquet({quoted(part)})
              WHERE {name} IS NOT NULL AND isfinite({name}::DOUBLE))
        GROUP BY key"""  # noqa: S608 - our own words
    )
    (present,) = _one(database, f"SELECT count({name}) FROM read_parquet({quoted(part)})")  # noqa: S608 - our own words
    finite, low, high = _one(
        database, "SELECT coalesce(sum(times), 0)::BIGINT, min(low), max(high) FROM kept"
    )
    shift = _shift(database)
    found = database.execute(
        f"SELECT key >> {shift} AS bin, sum(times)::BIGINT FROM kept GROUP BY bin ORDER BY bin"  # noqa: S608 - our own words
    ).fetchall()
    spread = Spread(shift, tuple(key for key, _ in found), tuple(count for _, count in found))
    named = (column.name, column.type, column.channel, column.unit)
    return ColumnSummary(*named, present, rows - present, present - finite, low, high, spread)


def _shift(database: duckdb.DuckDBPyConnection) -> int:
    """Halve the bits in question until the fewest are found that leave no more than `MOST_BINS` bins."""
    least, most = 0, KEY_BITS
    while least < most:
        middle = (least + most) // 2
        (bins,) = _one(database, f"SELECT count(DISTINCT key >> {middle}) FROM kept")  # noqa: S608 - our own words
        least, most = (least, middle) if bins <= MOST_BINS else (middle + 1, most)
    return least


def _of_texts(database: duckdb.DuckDBPyConnection, part: Path, column: Column, rows: int) -> ColumnSummary:
    name = name_of(column)
    database.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT left({name}::VARCHAR, {LONGEST_CATEGORY}) AS text, count(*) AS times
        FROM read_parquet({quoted(part)}) WHERE {name} IS NOT NULL GROUP BY text"""  # noqa: S608 - our own words
    )
    present, different = _one(database, "SELECT coalesce(sum(times), 0)::BIGINT, count(*) FROM told")
    marks = database.execute(
        f"SELECT DISTINCT left(md5(text), {MARK_DIGITS}) AS mark FROM told ORDER BY mark LIMIT {MARKS}"  # noqa: S608 - our own words
    ).fetchall()
    categories: dict[str, int] | None = None
    if different <= MOST_CATEGORIES:
        categories = dict(sorted(database.execute("SELECT text, times FROM told").fetchall()))
    named = (column.name, column.type, column.channel, column.unit)
    return ColumnSummary(
        *named, present, rows - present, categories=categories, marks=tuple(mark for (mark,) in marks)
    )


def _one(database: duckdb.DuckDBPyConnection, question: str) -> tuple[Any, ...]:  # a cell is whatever it is
    return tuple(database.execute(question).fetchone() or ())


if TYPE_CHECKING:
    _port: type[Summaries] = ParquetSummaries
