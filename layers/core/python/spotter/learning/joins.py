"""Tables joined with features as of the moment of each row; where people have files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.point_in_time import Asked, Rows, places_as_of
from spotter.learning.tables import Column, Numbers, Table, Words, as_words

if TYPE_CHECKING:
    import polars as pl

OF_ROWS = ("site", "device", "at", "arrived")
"""What rows of the offline store have beside features."""


def joined(
    table: Table, parts: Sequence[Path], *, device: str, at: str, max_age_s: float
) -> tuple[Table, int]:
    """Put features beside the rows of a table, and count the rows that have any.

    Raises:
        Invalid: a column is not there, a row has no time, or a feature has the name of a column.
    """
    named = as_words(table.column(device, role="device"))
    moments = np.rint(times_of(table, at) * 1_000_000).astype(np.int64)
    frame = _frame(parts, named)
    if frame is None:
        return table, 0
    names = [name for name in frame.columns if name not in OF_ROWS]
    if twice := [name for name in names if name in table.columns]:
        raise Invalid(f"the table already has a column {twice[0]}", column=twice[0])
    rows = _rows(frame, named)
    places = places_as_of(Asked(named.codes, moments), rows, most_age=round(max_age_s * 1_000_000))
    columns: dict[str, Column] = {**table.columns}
    for name in names:
        values = np.append(_floats(frame.get_column(name)), np.nan)
        columns[name] = Numbers(values[places])
    return Table(columns, table.rows, table.digest), int((places >= 0).sum())


def times_of(table: Table, at: str) -> Floats:
    """Give the time of each row in epoch seconds, or raise Invalid."""
    column = table.column(at, role="time")
    if isinstance(column, Words):
        raise Invalid(f"column {at} holds no times; write them as 2026-11-24T14:03:00Z", column=at)
    if column.missing.any():
        row = int(np.flatnonzero(column.missing)[0]) + 1
        raise Invalid(f"row {row} of column {at} has no time", column=at, row=row)
    return column.values


def _frame(parts: Sequence[Path], named: Words) -> pl.DataFrame | None:
    """Read the rows of the devices that the table names, part by part."""
    import polars as pl

    wanted = list(named.words)
    frames = [pl.read_parquet(part).filter(pl.col("device").is_in(wanted)) for part in parts]
    return pl.concat(frames) if frames else None


def _rows(frame: pl.DataFrame, named: Words) -> Rows:
    import polars as pl

    code = {word: place for place, word in enumerate(named.words)}
    devices = np.array([code[name] for name in frame.get_column("device").to_list()], dtype=np.int64)
    times = (frame.get_column(name).cast(pl.Datetime("us", "UTC")) for name in ("at", "arrived"))
    at, arrived = map(_micros, times)
    return Rows(devices, at, arrived, np.empty((devices.size, 0)))


def _micros(times: pl.Series) -> Ints:
    return np.array(times.dt.epoch("us").to_numpy(), dtype=np.int64)


def _floats(series: pl.Series) -> Floats:
    import polars as pl

    return np.array(series.cast(pl.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64)
