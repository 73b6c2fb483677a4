"""Rows as sequences: for each row the last rows of its group, as a network of time reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.contracts.documents import Preparation
from spotter.errors import Invalid
from spotter.learning.algorithms.preparation import inputs_of
from spotter.learning.arrays import Floats, Ints
from spotter.learning.frames import Frame


@dataclass(frozen=True, eq=False)
class Sequences:
    """One sequence a row: `values[row, step, input]`; the oldest step is first."""

    values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    target: Floats

    def taken(self, rows: Ints) -> Sequences:
        """The same with only these rows."""
        return Sequences(self.values[rows], self.target[rows])


def sequences_of(frame: Frame, preparation: Preparation, *, length: int) -> Sequences:
    """Lay the last `length` rows of each row's group one after the other; what is before the first is zero.

    Raises:
        Invalid: rows have no time, so nobody knows which came before which.
    """
    if frame.times is None:
        raise Invalid("sequences need a time column: --time COLUMN")
    inputs = inputs_of(preparation, frame.matrix).astype(np.float32)
    groups = np.zeros(len(inputs)) if frame.groups is None else frame.groups
    values = np.zeros((len(inputs), length, inputs.shape[1]), dtype=np.float32)
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        own = own[np.argsort(frame.times[own], kind="stable")]
        padded = np.vstack([np.zeros((length - 1, inputs.shape[1]), np.float32), inputs[own]])
        for step in range(length):
            values[own, step] = padded[step : step + own.size]
    return Sequences(values, frame.target)
