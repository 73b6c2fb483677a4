"""How values follow each other in a part is what the definition gives of the values of each device."""

from __future__ import annotations

import math
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from spotter.adapters.parquet.summaries import ParquetSummaries
from spotter.contracts.datasets import Column, ColumnType
from spotter.contracts.skew import ColumnSummary, Stream
from spotter.domain.skew.dependence import stream_of
from spotter.domain.skew.summaries import mark_of
from spotter.ports.rows import Piece

BEGIN = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEVICES = ("d1", "d2", "d3")
COLUMNS = [
    Column("device", ColumnType.TEXT),
    Column("at", ColumnType.TIME),
    Column("value", ColumnType.NUMBER),
    Column("state", ColumnType.TEXT),
]
Row = tuple[str, datetime, float | None, str | None]


def rows_of(device: str, count: int) -> list[Row]:
    """Give two numbers in turn for a while, which no tail cuts off, and what is not a number now and then."""
    odd = {5: None, 9: math.nan, 14: math.inf}
    return [
        (
            device,
            BEGIN + timedelta(seconds=second),
            odd.get(second, float(second // 6 % 2)),
            None if second == 3 else ("work" if second % 4 else "idle"),
        )
        for second in range(count)
    ]


ROWS = [row for device, count in zip(DEVICES, (90, 40, 1), strict=True) for row in rows_of(device, count)]


def summed() -> dict[str, ColumnSummary]:
    """Sum a part up whose rows lie in no order of time."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder) / "part.parquet"
        database.execute("SET TimeZone = 'UTC'")
        database.execute('CREATE TABLE part (device VARCHAR, "at" TIMESTAMPTZ, value DOUBLE, state VARCHAR)')
        database.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", ROWS[::-2] + ROWS[-2::-2])
        database.execute(f"COPY part TO '{file}' (FORMAT parquet)")
        content = file.read_bytes()
    summary = ParquetSummaries(memory="500MB").summary(Piece("part", lambda: content), COLUMNS)
    return {column.name: column for column in summary.columns}


def by_definition(place: int) -> list[Stream]:
    """Give the streams of a column of `ROWS` by the definition."""
    streams = []
    for device in DEVICES:
        cells = [row[place] for row in ROWS if row[0] == device and row[place] is not None]
        values = [cell if isinstance(cell, float) else float(cell == "work") for cell in cells]
        streams.append(stream_of(mark_of(device), [value for value in values if math.isfinite(value)]))
    return sorted(streams, key=lambda stream: stream.mark)


@pytest.mark.parametrize(("name", "place"), [("value", 2), ("state", 3)])
def test_streams_are_those_of_the_definition(name: str, place: int) -> None:
    found = summed()[name].streams

    for stream, expected in zip(found, by_definition(place), strict=True):
        assert (stream.mark, stream.values, stream.pairs) == (expected.mark, expected.values, expected.pairs)
        assert (stream.total, stream.squares) == pytest.approx((expected.total, expected.squares))
        assert stream.sums == pytest.approx(expected.sums)
        assert stream.products == pytest.approx(expected.products)


def test_names_and_moments_have_no_streams() -> None:
    found = summed()

    assert (found["device"].streams, found["at"].streams) == ((), ())
