"""What every implementation of the Summaries port keeps: it gives what the definition gives."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spotter.adapters.parquet.summaries import ParquetSummaries
from spotter.contracts.datasets import Cell, Column, ColumnType
from spotter.domain.skew.inferring import inferred, oddities
from spotter.domain.skew.summaries import distinct, joined, summary_of
from spotter.domain.skew.value_skew import value_skew
from spotter.ports.rows import Piece

SUMMARIES = ParquetSummaries(memory="500MB")
SQL = {
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.TEXT: "VARCHAR",
    ColumnType.TIME: "TIMESTAMPTZ",
}
MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def a_part(cells: Sequence[Cell], kind: ColumnType) -> Piece:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder) / "part.parquet"
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            f"CREATE TABLE part AS SELECT unnest($cells::{SQL[kind]}[]) AS value",
            {"cells": list(cells)},
        )
        database.execute(f"COPY part TO '{file}' (FORMAT parquet)")
        content = file.read_bytes()
    return Piece("part", lambda: content)


NUMBERS = st.floats() | st.sampled_from([2.0**k for k in range(-1074, 1024, 97)]) | st.floats(0.9, 1.1)


@settings(deadline=None, max_examples=8)
@given(st.lists(NUMBERS | st.none(), min_size=1, max_size=120))
def test_numbers_are_summed_up_as_defined(cells: list[float | None]) -> None:
    column = Column("value", ColumnType.NUMBER, "ch4", "%")

    found = SUMMARIES.summary(a_part(cells, ColumnType.NUMBER), [column])

    assert (found.rows, found.columns) == (len(cells), (summary_of(column, cells),))


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (ColumnType.NUMBER, [number / 997 - 1 for number in range(5_000)]),
        (ColumnType.INTEGER, [*range(-2_000, 2_000), None]),
        (ColumnType.FLAG, [True, False, None, True]),
        (ColumnType.TEXT, ["안전", "", None, "x" * 500, "a'b"]),
        (ColumnType.TEXT, [f"badge-{number}" for number in range(3_000)]),
        (ColumnType.TIME, [MOMENT, None, MOMENT.replace(year=2027, microsecond=250_000)]),
        (ColumnType.NUMBER, [None, None]),
        (ColumnType.TEXT, []),
    ],
)
def test_every_type_is_summed_up_as_defined(kind: ColumnType, cells: list[Cell]) -> None:
    column = Column("value", kind)

    found = SUMMARIES.summary(a_part(cells, kind), [column])

    assert (found.rows, found.columns) == (len(cells), (summary_of(column, cells),))


def test_parts_add_up_to_the_whole() -> None:
    cells = [((number * 7919) % 10_007) ** 1.5 for number in range(6_000)]
    column = Column("value", ColumnType.NUMBER)
    parts = [a_part(some, ColumnType.NUMBER) for some in (cells[:10], cells[10:4_000], cells[4_000:])]

    whole = joined((SUMMARIES.summary(part, [column]) for part in parts), [column])

    assert whole.columns == (summary_of(column, cells),)


def test_a_million_categories_are_counted_within_their_error_named_and_not_listed() -> None:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder) / "part.parquet"
        database.sql("SELECT 'b' || range AS badge FROM range(1_000_000)").write_parquet(str(file))
        content = file.read_bytes()

    summary = SUMMARIES.summary(Piece("part", lambda: content), [Column("badge", ColumnType.TEXT)])

    (sentence,), (rule,) = oddities(summary), inferred(summary).values()
    found = distinct(summary.columns[0])
    assert found == pytest.approx(1_000_000, rel=0.2)  # three times its error of 6 %
    assert sentence == (
        f"column badge holds about {found:,} different texts, more than 1,000: it names things,"
        " so its texts are neither listed nor compared, and teach nothing"
    )
    assert (summary.columns[0].categories, rule.categories) == (None, None)
    assert value_skew({"badge": rule}, summary, summary).notes == (
        "column badge holds too many different texts to be compared; it names things",
    )
