"""Feature days in Parquet: DuckDB reads and writes columns, and NumPy computes between the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np

from spotter.adapters.parquet.feature_rows import later, narrow, prior, wide, written
from spotter.adapters.parquet.workshop import Workshop
from spotter.domain.features import OF_THE_AIR, channels_of, micros_of
from spotter.learning.arrays import Floats, Ints
from spotter.learning.feature_batches import Moments
from spotter.learning.known_rows import KnownRows, known_rows, unknown_yet
from spotter.ports.feature_days import ComputedDay, FeatureDay, FeatureDays, WrittenRows
from spotter.ports.rows import Piece

ROWS_A_PART = 1_000_000
"""A part is closed after the device with which it has so many rows."""

DAY_US = 86_400 * 1_000_000
"""Microseconds of a day."""

Columns = dict[str, Any]  # arrays of several types, as DuckDB gives them


class _Found(NamedTuple):
    """The readings of a day and before, in order of device and time."""

    devices: list[str]
    moments: Moments
    arrived: Ints
    whole: bool


class ParquetFeatureDays:
    """Computes days, one connection of one thread a call, so that the same rows give the same bytes."""

    def __init__(
        self, *, memory: str = "1GB", folder: Path | None = None, rows_a_part: int = ROWS_A_PART
    ) -> None:
        self._shop = Workshop(threads=1, memory=memory, folder=folder)
        self._rows_a_part = rows_a_part

    def compute(self, day: FeatureDay) -> ComputedDay:
        """Give the rows that are to be added."""
        if not day.pieces:
            return ComputedDay((), whole=True)
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            found = _readings(database, day, _fetched(day.pieces, scratch, "day"))
            rows = _new(database, day, found, scratch)
            target = scratch / "part.parquet"
            chosen = _parts(found.moments.streams[rows.places], self._rows_a_part)
            parts = (_written(database, target, day, found, rows.taken(each)) for each in chosen)
            return ComputedDay(tuple(parts), found.whole)


def _new(database: duckdb.DuckDBPyConnection, day: FeatureDay, found: _Found, scratch: Path) -> KnownRows:
    """Compute the rows of a day, and leave out those that were made before."""
    micros = found.moments.micros
    own = np.flatnonzero((micros >= micros_of(day.since)) & (micros < micros_of(day.until)))
    rows = known_rows(found.moments, found.arrived, day.features.window, own)
    if not day.prior or day.prior_known_at is None:
        return rows
    return unknown_yet(
        rows,
        _keys(found.moments.streams[rows.places], micros[rows.places], day.since),
        _prior(database, day, _fetched(day.prior, scratch, "prior")),
        prior_known_at=micros_of(day.prior_known_at),
        known_at=micros_of(day.known_at),
    )


def _readings(database: duckdb.DuckDBPyConnection, day: FeatureDay, files: Sequence[Path]) -> _Found:
    span = timedelta(seconds=day.features.window.span_s)
    channels = channels_of(day.features.window)
    asked = wide(files, channels, _columns(database, files)) if day.wide else narrow(files, len(channels))
    given = {
        "site": str(day.site),
        "profile": str(day.features.profile),
        "since": day.since - span,
        "until": day.until,
        "known_at": day.known_at,
        **{f"channel_{at}": name for at, name in enumerate(channels)},
    }
    database.execute(f"CREATE OR REPLACE TEMP TABLE found AS {asked}", _named(asked, given))
    devices = [row[0] for row in database.execute("SELECT DISTINCT device FROM found ORDER BY 1").fetchall()]
    database.register("devices", {"code": np.arange(len(devices)), "name": np.array(devices, dtype=object)})
    columns: Columns = database.execute(
        "SELECT code, found.* EXCLUDE (device) FROM found JOIN devices ON device = name "
        'ORDER BY code, "at", arrived'
    ).fetchnumpy()
    database.execute("DROP TABLE found")
    values: dict[str, Floats] = {name: columns[f"v{at}"] for at, name in enumerate(channels)}
    if day.air:
        values |= _air(day, devices, columns)
    moments = Moments(columns["code"], columns["at"], values)
    late = later(files)
    whole = database.execute(late, _named(late, given)).fetchall() == [(0,)]
    return _Found(devices, moments, columns["arrived"], whole)


def _air(day: FeatureDay, devices: Sequence[str], columns: Columns) -> dict[str, Floats]:
    """Give readings the air that they were given when they were scored, by device and event time."""
    code = {name: number for number, name in enumerate(devices)}
    known = [note for note in day.air if note.device in code and note.arrived <= day.known_at]
    begin = day.since - timedelta(seconds=day.features.window.span_s)
    keys = _keys(columns["code"] * 2, columns["at"], begin)  # windows look back at most a day
    named = {}
    for channel in (name for name in channels_of(day.features.window) if name.startswith(OF_THE_AIR)):
        told = {
            code[note.device] * 2 * DAY_US + micros_of(note.at) - micros_of(begin): note.values[channel]
            for note in known
            if channel in note.values
        }
        noted = np.array(sorted(told), dtype=np.int64)
        values = np.array([told[key] for key in noted.tolist()])
        at = np.searchsorted(noted, keys)
        found = np.append(noted, -1)[at] == keys
        named[channel] = np.where(found, np.append(values, np.nan)[at], np.nan)
    return named


def _prior(database: duckdb.DuckDBPyConnection, day: FeatureDay, files: Sequence[Path]) -> KnownRows:
    """Read what was made of this day before; its places are keys of device and event time."""
    names = day.features.window.feature_names
    columns: Columns = database.execute(prior(files, names)).fetchnumpy()
    features = np.column_stack([columns[f"f{at}"] for at in range(len(names))])
    keys = _keys(columns["code"], columns["at"], day.since)
    return KnownRows(keys, columns["arrived"], features)


def _keys(streams: Ints, micros: Ints, since: datetime) -> Ints:
    """Number devices and event times of a day by one number, in their order."""
    return streams * DAY_US + (micros - micros_of(since))


def _written(
    database: duckdb.DuckDBPyConnection, target: Path, day: FeatureDay, found: _Found, rows: KnownRows
) -> WrittenRows:
    names = day.features.window.feature_names
    codes = found.moments.streams[rows.places]
    columns: Columns = {
        "device": codes,
        "at": found.moments.micros[rows.places],
        "arrived": rows.arrived,
        **{f"f{at}": np.ascontiguousarray(rows.features[:, at]) for at in range(len(names))},
    }
    database.register("computed", columns)
    database.execute(written(names, target), {"site": str(day.site), "devices": found.devices})
    database.unregister("computed")
    return WrittenRows(target.read_bytes(), rows.places.size, found.devices[int(codes[0])])


def _parts(streams: Ints, most: int) -> Iterator[slice]:
    """Cut rows, in order of their streams, after the stream with which a part is full."""
    start = 0
    while start < streams.size:
        full = min(start + most, streams.size) - 1
        end = int(np.searchsorted(streams, streams[full], side="right"))
        yield slice(start, end)
        start = end


def _columns(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> set[str]:
    found = database.execute("SELECT * FROM read_parquet($file) LIMIT 0", {"file": str(files[0])})
    return {each[0] for each in found.description or ()}


def _named(text: str, given: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if f"${name}" in text}


def _fetched(pieces: Sequence[Piece], scratch: Path, called: str) -> list[Path]:
    files = []
    for number, piece in enumerate(pieces):
        file = scratch / f"{called}-{number}.parquet"
        file.write_bytes(piece.content())
        files.append(file)
    return files


if TYPE_CHECKING:
    _port: type[FeatureDays] = ParquetFeatureDays
