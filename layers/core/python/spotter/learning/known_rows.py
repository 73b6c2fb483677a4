"""Rows of features as they came to be known: what a late reading changes becomes a row of its own.

A row of a reading holds from the moment at which that reading arrived. Each reading of its windows that
arrives later makes the row again, from its arrival on; what was known before stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from spotter.contracts.learning import WindowSpec
from spotter.domain.features import channels_of
from spotter.learning.arrays import Flags, Floats, Ints
from spotter.learning.feature_batches import Moments, feature_matrix, looked_back_to

MEMBERS_AT_ONCE = 1_000_000
"""Readings of windows that are taken apart at once: some 8 MB for each channel."""


class KnownRows(NamedTuple):
    """Rows: the place of the reading, since when it could be known (microseconds), and its features."""

    places: Ints
    arrived: Ints
    features: Floats

    def taken(self, chosen: Ints | Flags | slice) -> KnownRows:
        """Keep some rows."""
        return KnownRows(self.places[chosen], self.arrived[chosen], self.features[chosen])


def known_rows(moments: Moments, arrived: Ints, spec: WindowSpec, wanted: Ints) -> KnownRows:
    """Give the features of the wanted readings at each time at which they changed, by reading and arrival."""
    latest = KnownRows(wanted, arrived[wanted], feature_matrix(moments, spec, wanted))
    first = looked_back_to(moments, spec, wanted)
    counts = _tells(moments, spec)
    late = np.flatnonzero(_largest(np.where(counts, arrived, -1), first, wanted) > latest.arrived)
    if not late.size:
        return latest
    found = [latest.taken(np.setdiff1d(np.arange(wanted.size), late))]
    found += [
        _again(moments, arrived, spec, counts, latest.taken(some), first[some])
        for some in _bounded(late, wanted[late] - first[late] + 1)
    ]
    together = KnownRows(*(np.concatenate(each) for each in zip(*found, strict=True)))
    return together.taken(np.lexsort((together.arrived, together.places)))


def unknown_yet(
    rows: KnownRows, keys: Ints, prior: KnownRows, *, prior_known_at: int, known_at: int
) -> KnownRows:
    """Leave out what was known before.

    `keys` tell for each row which device and event time it is of, ascending; the places of `prior` are such
    keys, ascending, too. What arrived since is new. Of what should have been known before, and differs from
    it, the latest row is new: it was written late, and is known from `known_at` on.
    """
    since = rows.arrived > prior_known_at
    last = np.append(keys[1:] != keys[:-1], [True] * bool(keys.size))
    corrected = np.flatnonzero(last & ~since)
    ends = np.searchsorted(prior.places, keys[corrected], side="right") - 1
    known = ends >= 0
    known[known] = prior.places[ends[known]] == keys[corrected][known]
    same = known.copy()
    one, other = rows.features[corrected[known]], prior.features[ends[known]]
    same[known] = ((one == other) | (np.isnan(one) & np.isnan(other))).all(axis=1)
    corrected = corrected[~same]
    arrived = rows.arrived.copy()
    arrived[corrected] = known_at
    chosen = np.union1d(np.flatnonzero(since), corrected)
    return KnownRows(rows.places, arrived, rows.features).taken(chosen)


def _again(
    moments: Moments, arrived: Ints, spec: WindowSpec, counts: Flags, latest: KnownRows, first: Ints
) -> KnownRows:
    """Give these rows as they were first known, and at each later arrival."""
    rows, members = _members(first, latest.places)
    telling = counts[members] | (members == latest.places[rows])
    changes = np.column_stack((rows, np.maximum(arrived[members], arrived[latest.places][rows])))[telling]
    row, since = np.unique(changes, axis=0).T
    features = np.empty((row.size, latest.features.shape[1]))
    final = np.append(row[1:] != row[:-1], [True])
    features[final] = latest.features
    before = np.flatnonzero(~final)
    for some in _bounded(before, (latest.places - first + 1)[row[before]]):
        of, seen = _members(first[row[some]], latest.places[row[some]])
        known = arrived[seen] <= since[some][of]
        of, seen = of[known], seen[known]
        values = {name: column[seen] for name, column in moments.values.items()}
        ends = np.flatnonzero(np.append(of[1:] != of[:-1], [True]))
        features[some] = feature_matrix(Moments(of, moments.micros[seen], values), spec, ends)
    return KnownRows(latest.places[row], since, features)


def _members(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Name every place from each first to its last, and of which pair it is."""
    sizes = last - first + 1
    rows = np.repeat(np.arange(first.size), sizes)
    steps = np.arange(rows.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows, first[rows] + steps


def _bounded(chosen: Ints, sizes: Ints) -> Iterator[Ints]:
    """Cut where so many readings of windows are together; one row with more comes by itself."""
    start = 0
    ends = np.cumsum(sizes)
    while start < chosen.size:
        reached = ends[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(ends, reached + MEMBERS_AT_ONCE, side="right")))
        yield chosen[start:end]
        start = end


def _tells(moments: Moments, spec: WindowSpec) -> Flags:
    """Tell which readings have any value that features look at; others change nothing when they come."""
    tells = np.zeros(moments.micros.size, dtype=np.bool_)
    for name in channels_of(spec):
        if name in moments.values:
            tells |= ~np.isnan(moments.values[name])
    return tells


def _largest(values: Ints, first: Ints, last: Ints) -> Ints:
    """Give the largest value from each first place to its last: by maxima of doubling stretches."""
    sizes = last - first + 1
    levels = np.log2(sizes).astype(np.int64)
    found = np.empty(first.size, dtype=np.int64)
    maxima = values
    for level in range(int(levels.max(initial=0)) + 1):
        width = 1 << level
        if level:
            maxima = np.maximum(maxima[: -(width >> 1)], maxima[width >> 1 :])
        of_level = np.flatnonzero(levels == level)
        found[of_level] = np.maximum(maxima[first[of_level]], maxima[last[of_level] - width + 1])
    return found
