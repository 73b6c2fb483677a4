"""How values follow each other in a Parquet part, by DuckDB: a column at a time, of the devices followed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec

from spotter.adapters.parquet.wide import name_of
from spotter.adapters.parquet.workshop import quoted
from spotter.contracts.datasets import Column
from spotter.contracts.skew import ColumnSummary, Stream
from spotter.domain.skew.dependence import LAGS, MOST_STREAMS, TAILS
from spotter.domain.skew.inferring import NAMES
from spotter.domain.skew.summaries import CATEGORIES, LONGEST_CATEGORY, MARK_DIGITS, NUMBERS


def with_streams(
    database: duckdb.DuckDBPyConnection, part: Path, column: ColumnSummary, order: tuple[Column, Column]
) -> ColumnSummary:
    """Add what tells the autocorrelation of a column; names, times and what names things have none."""
    counted = column.type in NUMBERS or (column.type in CATEGORIES and column.categories)
    if column.name in NAMES or not counted or not column.present:
        return column
    owner, moment = map(name_of, order)
    name = name_of(Column(column.name, column.type, column.channel, column.unit))
    source = f"read_parquet({quoted(part)})"
    mark = f"left(md5({owner}::VARCHAR), {MARK_DIGITS})"
    value = (
        f"{name}::DOUBLE"
        if column.type in NUMBERS
        else f"(left({name}::VARCHAR, {LONGEST_CATEGORY}) = $usual)::INT::DOUBLE"
    )
    usual = max(column.categories or {"": 0}, key=lambda text: (column.categories or {})[text] if text else 0)
    given = {} if column.type in NUMBERS else {"usual": usual}
    leads = ", ".join(f"lead(x, {lag}) OVER w AS l{lag}" for lag in LAGS)
    sums = ", ".join(
        f"count(l{lag}), coalesce(sum(x + l{lag}), 0), coalesce(sum(x * l{lag}), 0)" for lag in LAGS
    )
    found = database.execute(
        f"""
        WITH followed AS (SELECT DISTINCT {mark} AS mark FROM {source} WHERE {owner} IS NOT NULL
                          ORDER BY mark LIMIT {MOST_STREAMS}),
        told AS (SELECT {mark} AS mark, {moment} AS moment, {value} AS v FROM {source}
                 WHERE {name} IS NOT NULL AND isfinite({value}) AND {moment} IS NOT NULL),
        tails AS (SELECT quantile_disc(v, {TAILS[0]}) AS low, quantile_disc(v, {TAILS[1]}) AS high FROM told),
        drawn AS (SELECT mark, moment,
                         CASE WHEN low < high THEN least(greatest(v, low), high) ELSE v END AS x
                  FROM told SEMI JOIN followed USING (mark), tails),
        laid AS (SELECT mark, x, {leads} FROM drawn WINDOW w AS (PARTITION BY mark ORDER BY moment))
        SELECT mark, count(*), sum(x), sum(x * x), {sums} FROM laid GROUP BY mark ORDER BY mark""",  # noqa: S608 - our own words
        given,
    ).fetchall()
    return msgspec.structs.replace(column, streams=tuple(_stream(*row) for row in found))


def _stream(mark: str, values: int, total: float, squares: float, *lagged: float) -> Stream:
    pairs, sums, products = lagged[::3], lagged[1::3], lagged[2::3]
    return Stream(mark, values, total, squares, tuple(map(int, pairs)), tuple(sums), tuple(products))
