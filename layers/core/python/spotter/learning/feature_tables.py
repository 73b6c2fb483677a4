"""Tables of features: what `domain/features.py` computes of raw streams, one row for each step of time.

The same code as live scoring; here it reads a table instead of a device's tail.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from spotter.contracts.learning import WindowSpec
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.features import OF_THE_AIR, channels_of, feature_rows, windows
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.tables import Column, Numbers, Table, Words

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Streams:
    """How a table holds streams: a column that names each, one of time, and how often a row is wanted.

    With `label` a row is 1 where the label is not zero in at least `label_share` of its window. `keep` are
    columns that each row takes over from its last reading, such as the person.
    """

    by: str
    at: str
    every_s: float
    label: str | None = None
    label_share: float = 0.2
    keep: tuple[str, ...] = ()


def feature_table(table: Table, window: WindowSpec, streams: Streams) -> Table:
    """Compute the features of every stream of a table; only windows that are whole get a row.

    Raises:
        Invalid: a column is not there or holds texts, or no window is whole; the column is named.
    """
    if streams.every_s <= 0:
        raise Invalid("rows are wanted every so many seconds, more than 0", field="every")
    rows: list[tuple[int, list[float]]] = []
    labels: list[float] = []
    channels = [name for name in channels_of(window) if not name.startswith(OF_THE_AIR)]
    values = {name: _numbers(table, name, role="channel") for name in channels}
    label = None if streams.label is None else _numbers(table, streams.label, role="label")
    for places in _streams(table, streams):
        readings = _readings(table, streams.at, values, places)
        wanted = _steps(readings, streams.every_s, window.span_s)
        found = list(feature_rows(readings, window, wanted=frozenset(wanted)))
        rows += zip((int(places[index]) for index in wanted), found, strict=True)
        if label is not None:
            labels += _labelled(readings, label[places], window, wanted, streams.label_share)
    if not rows:
        raise Invalid(f"no stream is as long as {window.span_s:g} s, which the features look back", rows=0)
    return _table(table, window, streams, rows, labels)


def _streams(table: Table, streams: Streams) -> Iterator[Ints]:
    """Give the rows of each stream in order of time."""
    keys = table.column(streams.by, role="stream").keys()
    at = _numbers(table, streams.at, role="time")
    if np.isnan(at).any():
        place = int(np.flatnonzero(np.isnan(at))[0])
        raise Invalid(f"row {place + 1} of column {streams.at} has no time", column=streams.at, row=place + 1)
    order = np.lexsort((at, keys))
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    yield from np.split(order, cuts)


def _readings(
    table: Table,
    at: str,
    values: dict[str, Floats],
    places: Ints,
) -> list[Reading]:
    moments = _numbers(table, at, role="time")[places]
    columns = {name: column[places].tolist() for name, column in values.items()}
    readings = []
    for seq, second in enumerate(moments.tolist()):
        moment = EPOCH + timedelta(microseconds=round(second * 1_000_000))
        told = {name: value[seq] for name, value in columns.items() if not math.isnan(value[seq])}
        readings.append(_reading(seq, moment, told))
    return readings


def _reading(seq: int, moment: datetime, values: dict[str, float]) -> Reading:
    told = (Tenant("file"), SiteName("file"), DeviceName("file"), ProfileName("file"))
    return Reading(*told, 1, "file", seq, moment, moment, {**values})


def _steps(readings: Sequence[Reading], every_s: float, span_s: float) -> list[int]:
    """Choose the last reading of each step whose windows are whole."""
    first = readings[0].at
    chosen: dict[int, int] = {}
    for index, reading in enumerate(readings):
        since = (reading.at - first).total_seconds()
        if since >= span_s:
            chosen[int(since // every_s)] = index
    return list(chosen.values())


def _labelled(
    readings: Sequence[Reading],
    label: Floats,
    window: WindowSpec,
    wanted: Sequence[int],
    share: float,
) -> Iterator[float]:
    positives = np.concatenate([[0], np.cumsum(np.nan_to_num(label) != 0)])
    bounds = list(windows(readings, window.length_s))
    for index in wanted:
        start, end = bounds[index]
        yield float((positives[end] - positives[start]) >= share * (end - start))


def _table(
    table: Table,
    window: WindowSpec,
    streams: Streams,
    rows: Sequence[tuple[int, list[float]]],
    labels: Sequence[float],
) -> Table:
    places = np.array([place for place, _ in rows], dtype=np.int64)
    computed = np.array([row for _, row in rows], dtype=np.float64)
    kept = dict.fromkeys((streams.by, *streams.keep, streams.at))
    columns: dict[str, Column] = {name: table.column(name, role="kept").taken(places) for name in kept}
    columns |= {name: Numbers(computed[:, at]) for at, name in enumerate(window.feature_names)}
    if streams.label is not None:
        columns[streams.label] = Numbers(np.array(labels, dtype=np.float64), "int")
    return Table(columns, len(rows), table.digest)


def _numbers(table: Table, name: str, *, role: str) -> Floats:
    column = table.column(name, role=role)
    if isinstance(column, Words):
        raise Invalid(f"column {name} holds texts, of which no feature can be computed", column=name)
    return column.values
