"""Tables of features: what `domain/features.py` defines, of raw streams, one row for each step of time.

The same numbers as live scoring, bit for bit; here they are computed of whole columns at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from spotter.contracts.learning import WindowSpec
from spotter.domain.features import OF_THE_AIR, channels_of
from spotter.errors import Invalid
from spotter.learning.arrays import Flags, Floats, Ints
from spotter.learning.feature_batches import Moments, feature_matrix
from spotter.learning.tables import Column, Numbers, Table, Words


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
    channels = [name for name in channels_of(window) if not name.startswith(OF_THE_AIR)]
    values = {name: _numbers(table, name, role="channel") for name in channels}
    label = None if streams.label is None else _numbers(table, streams.label, role="label")
    order, numbers, micros = _in_order(table, streams)
    moments = Moments(numbers, micros, {name: column[order] for name, column in values.items()})
    wanted = _steps(moments, streams.every_s, window.span_s)
    if not wanted.size:
        raise Invalid(f"no stream is as long as {window.span_s:g} s, which the features look back", rows=0)
    computed = feature_matrix(moments, window, wanted)
    kept = dict.fromkeys((streams.by, *streams.keep, streams.at))
    columns: dict[str, Column] = {name: table.column(name, role="kept").taken(order[wanted]) for name in kept}
    columns |= {name: Numbers(computed[:, at]) for at, name in enumerate(window.feature_names)}
    if streams.label is not None and label is not None:
        danger = np.nan_to_num(label[order]) != 0
        labels = _labelled(moments, danger, window.length_s, wanted, streams.label_share)
        columns[streams.label] = Numbers(labels, "int")
    return Table(columns, wanted.size, table.digest)


def _in_order(table: Table, streams: Streams) -> tuple[Ints, Ints, Ints]:
    """Give the rows by stream and time, the number of the stream of each, and its moment."""
    keys = table.column(streams.by, role="stream").keys()
    at = _numbers(table, streams.at, role="time")
    if np.isnan(at).any():
        place = int(np.flatnonzero(np.isnan(at))[0])
        raise Invalid(f"row {place + 1} of column {streams.at} has no time", column=streams.at, row=place + 1)
    order = np.lexsort((at, keys))
    numbers = np.append(0, np.cumsum(np.diff(keys[order]) != 0))
    return order, numbers, np.rint(at[order] * 1_000_000).astype(np.int64)


def _steps(moments: Moments, every_s: float, span_s: float) -> Ints:
    """Choose the last reading of each step whose windows are whole."""
    begins = np.searchsorted(moments.streams, moments.streams)
    since = (moments.micros - moments.micros[begins]) / 1_000_000
    steps = since // every_s
    ends = np.append((np.diff(steps) != 0) | (np.diff(moments.streams) != 0), True)
    return np.flatnonzero(ends & (since >= span_s))


def _labelled(moments: Moments, danger: Flags, length_s: float, wanted: Ints, share: float) -> Floats:
    """Say 1 where danger fills its share of the window."""
    length = timedelta(seconds=length_s) // timedelta(microseconds=1)
    positives = np.append(0, np.cumsum(danger))
    labels = np.empty(wanted.size)
    for stream in np.unique(moments.streams):
        first, last = np.searchsorted(moments.streams, [stream, stream + 1])
        of_stream = np.flatnonzero((wanted >= first) & (wanted < last))
        end = wanted[of_stream] + 1
        own = moments.micros[first:last]
        start = first + np.searchsorted(own, moments.micros[end - 1] - length, side="right")
        labels[of_stream] = positives[end] - positives[start] >= share * (end - start)
    return labels


def _numbers(table: Table, name: str, *, role: str) -> Floats:
    column = table.column(name, role=role)
    if isinstance(column, Words):
        raise Invalid(f"column {name} holds texts, of which no feature can be computed", column=name)
    return column.values
