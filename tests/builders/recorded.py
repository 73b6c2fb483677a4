"""The recorded sets as telemetry: a device a set, a channel a column, every value as it is in the file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from blueprint import ROOT
from spotter.contracts.readings import Scalar

RECORDED = Path(os.environ.get("SPOTTER_DATA") or ROOT.parent / "shared" / "data")
FILES = {
    "phone-watch-har": "phone_watch_har/raw_50hz.parquet",
    "weda-fall": "weda_fall/raw_50hz.parquet",
    "wesad-wrist": "wesad_wrist/windows_60s_stride30.csv.gz",
    "methane-longwall": "methane_longwall/methane.csv.gz",
    "gas-drift": "gas_drift/gas_drift.csv.gz",
    "ai4i2020": "ai4i2020/ai4i2020.csv.gz",
}
STEP = timedelta(milliseconds=20)
AT_ONCE = 20
"""Readings of one message: at 132 channels some 80 KB, below what a message may have."""


class Recorded(NamedTuple):
    """A set: its channels with their types, and its rows."""

    name: str
    channels: dict[str, dict[str, Any]]
    rows: list[dict[str, Scalar]]

    def messages(self, begins: datetime) -> Iterator[list[dict[str, Any]]]:
        """Give the rows as a device would send them, one every 20 ms."""
        for start in range(0, len(self.rows), AT_ONCE):
            yield [
                {"boot": "b1", "seq": seq, "at": (begins + seq * STEP).isoformat(), "values": self.rows[seq]}
                for seq in range(start, min(start + AT_ONCE, len(self.rows)))
            ]

    def values(self) -> Iterator[tuple[str, int, str]]:
        """Give channel, row and value, exactly, of everything in it."""
        for seq, row in enumerate(self.rows):
            for channel, value in row.items():
                yield channel, seq, repr(value)


def is_recorded() -> bool:
    """Tell whether the sets are there."""
    return all((RECORDED / file).is_file() for file in FILES.values())


def recorded(name: str, *, rows: int | None = None) -> Recorded:
    """Read the rows of a set, the first so many or all."""
    file = RECORDED / FILES[name]
    table = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file)
    table = table.head(rows) if rows else table
    table = table.with_columns(pl.col(pl.Categorical).cast(pl.String), pl.col(pl.Float32).cast(pl.Float64))
    channels = {_channel(column): {"type": _type(kind)} for column, kind in table.schema.items()}
    return Recorded(name, channels, [_row(row) for row in table.iter_rows(named=True)])


def _row(row: dict[str, Any]) -> dict[str, Scalar]:
    return {_channel(column): value for column, value in row.items() if value is not None}


def _channel(column: str) -> str:
    return column.lower()


def _type(kind: pl.DataType) -> str:
    return "integer" if kind.is_integer() else "number" if kind.is_float() else "string"


def first_difference(sent: Sequence[object], came: Sequence[object]) -> str:
    """Say where two sequences part, for a test that must not print a million rows."""
    for place, (one, other) in enumerate(zip(sent, came, strict=False)):
        if one != other:
            return f"at {place}: {one} became {other}"
    return "" if len(sent) == len(came) else f"{len(sent)} were sent and {len(came)} came"
