"""Joins as of a moment: what was known of a device then, and nothing that was measured or arrived later."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spotter.learning.arrays import Floats, Ints


class Asked(NamedTuple):
    """Moments of devices, in microseconds; a device is a number, the same as that of the rows."""

    devices: Ints
    moments: Ints


class Rows(NamedTuple):
    """Rows of features of devices: when they were measured, and since when they could be known.

    Of rows of one device, event time and arrival the last counts.
    """

    devices: Ints
    at: Ints
    arrived: Ints
    features: Floats


def places_as_of(asked: Asked, rows: Rows, *, most_age: int) -> Ints:
    """Find for each moment the row that was known then, -1 where there was none.

    It is the one measured last among those measured and arrived up to then; of several of one event time,
    that which arrived last. One measured `most_age` microseconds before, or earlier, is too old.
    """
    found = np.full(asked.moments.size, -1)
    if not rows.at.size or not asked.moments.size:
        return found
    rank = np.empty(rows.at.size, dtype=np.int64)
    by_time = np.lexsort((rows.arrived, rows.at))
    rank[by_time] = np.arange(rows.at.size)
    since = np.maximum(rows.at, rows.arrived)
    order = np.lexsort((since, rows.devices))
    best = np.maximum.accumulate(rows.devices[order] * rows.at.size + rank[order])
    ends = _ends(rows.devices[order], since[order], asked)
    there = ends >= 0
    device, of_rank = np.divmod(best[ends[there]], rows.at.size)
    row = by_time[of_rank]
    fresh = rows.at[row] > asked.moments[there] - most_age
    found[there] = np.where((device == asked.devices[there]) & fresh, row, -1)
    return found


def features_as_of(asked: Asked, rows: Rows, *, most_age: int) -> Floats:
    """Give the features that were known at each moment; NaN where none were."""
    places = places_as_of(asked, rows, most_age=most_age)
    found = np.full((places.size, rows.features.shape[1]), np.nan)
    found[places >= 0] = rows.features[places[places >= 0]]
    return found


def _ends(devices: Ints, since: Ints, asked: Asked) -> Ints:
    """Find the last row, by device and time, that is not after each moment."""
    earliest = min(int(since.min()), int(asked.moments.min()))
    width = max(int(since.max()), int(asked.moments.max())) - earliest + 1
    if (int(devices.max(initial=0)) + 2) * width < np.iinfo(np.int64).max:
        line = devices * width + (since - earliest)
        return np.searchsorted(line, asked.devices * width + (asked.moments - earliest), side="right") - 1
    times = np.unique(np.append(since, asked.moments))
    line = devices * times.size + np.searchsorted(times, since)
    wanted = asked.devices * times.size + np.searchsorted(times, asked.moments)
    return np.searchsorted(line, wanted, side="right") - 1
