"""Windows in blocks: many windows of one channel side by side, as columns of a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spotter.learning.arrays import Flags, Floats, Ints
from spotter.learning.exact_sums import exact_sums

CELLS = 1 << 16
"""Values of a block: half a megabyte, so that what is done to it stays near the processor."""

SPREAD = 1.25
"""How much longer the longest window of a block may be than its shortest."""


@dataclass(frozen=True, eq=False)
class Track:
    """The values of one channel over all streams, where it has any.

    `places` are their places among the readings and `micros` their moments, both ascending.
    """

    places: Ints
    micros: Ints
    values: Floats

    @cached_property
    def last_not_zero(self) -> Ints:
        """For each value the index of the last one up to it that is not zero; -1 where there is none."""
        at = np.where(self.values != 0, np.arange(self.values.size), -1)
        return np.maximum.accumulate(at)


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of a track: `first` to `last` (exclusive) are indexes of its values, `until` their ends."""

    track: Track
    first: Ints
    last: Ints
    until: Ints

    def latest(self, most: int) -> Windows:
        """Keep the last so many values of each window."""
        return Windows(self.track, np.maximum(self.first, self.last - most), self.last, self.until)

    def blocks(self) -> Iterator[tuple[Ints, Block]]:
        """Give the windows that hold anything, those of about one length together, and which they are."""
        counts = self.last - self.first
        order = np.argsort(counts, kind="stable")
        ordered = counts[order]
        start = int(np.searchsorted(ordered, 1))
        while start < order.size:
            shortest = int(ordered[start])
            fitting = int(np.searchsorted(ordered, max(shortest, int(shortest * SPREAD)), side="right"))
            end = min(fitting, start + max(1, CELLS // shortest))
            chosen = order[start:end]
            yield chosen, Block(self.track, self.first[chosen], counts[chosen], self.until[chosen])
            start = end


@dataclass(frozen=True, eq=False)
class Block:
    """Some windows side by side: matrices have a column for each and a row for each value, oldest first."""

    track: Track
    first: Ints
    counts: Ints
    until: Ints

    @cached_property
    def there(self) -> Flags | None:
        """Where windows have values; None where all are equally long."""
        longest = int(self.counts.max())
        if int(self.counts.min()) == longest:
            return None
        return np.arange(longest)[:, None] < self.counts

    @cached_property
    def values(self) -> Floats:
        """The values, zero where a window has none."""
        return self.only(self.track.values[self._indexes])

    @cached_property
    def micros(self) -> Ints:
        """The moments; where a window has none, that of its last value."""
        return self.track.micros[self._indexes]

    @cached_property
    def sizes(self) -> Floats:
        """How many values each window has."""
        return self.counts.astype(np.float64)

    @cached_property
    def mean(self) -> Floats:
        """The mean of each window."""
        return exact_sums(self.values) / self.sizes

    @cached_property
    def offsets(self) -> Floats:
        """How far each value is from the mean of its window."""
        return self.only(self.values - self.mean)

    @cached_property
    def ordered(self) -> Floats:
        """The values of each window in a row, the smallest first."""
        filled = self.values if self.there is None else np.where(self.there, self.values, np.inf)
        return np.sort(np.ascontiguousarray(filled.T), axis=1)

    @cached_property
    def duration(self) -> Ints:
        """Microseconds from the first to the last value of each window."""
        micros = self.track.micros
        return np.asarray(micros[self.first + self.counts - 1] - micros[self.first])

    def only(self, matrix: Floats) -> Floats:
        """Put zero where windows have no values."""
        return matrix if self.there is None else np.where(self.there, matrix, 0.0)

    @property
    def _indexes(self) -> Ints:
        steps = np.arange(int(self.counts.max()))[:, None]
        if self.there is not None:
            steps = np.minimum(steps, self.counts - 1)
        return self.first + steps
