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


STEPS_AHEAD = 2.0
"""A sequence reaches over twice the time that its rows usually take: a device that was silent begins anew."""


def reach_of(frame: Frame, *, length: int) -> float:
    """Say over how many seconds a sequence reaches at most: twice its rows at their usual distance.

    Raises:
        Invalid: rows have no time.
    """
    times = _times(frame)
    groups = np.zeros(times.size) if frame.groups is None else frame.groups
    steps = [np.diff(np.sort(times[groups == group])) for group in np.unique(groups)]
    usual = float(np.median(np.concatenate(steps))) if any(each.size for each in steps) else 1.0
    return STEPS_AHEAD * length * (usual or 1.0)


def sequences_of(
    frame: Frame, preparation: Preparation, *, length: int, reach_s: float = float("inf")
) -> Sequences:
    """Lay the last `length` rows of each row's group one after the other.

    What is before the first, or `reach_s` seconds or more before the row, is zero.

    Raises:
        Invalid: rows have no time, so nobody knows which came before which.
    """
    times = _times(frame)
    inputs = inputs_of(preparation, frame.matrix).astype(np.float32)
    groups = np.zeros(len(inputs)) if frame.groups is None else frame.groups
    values = np.zeros((len(inputs), length, inputs.shape[1]), dtype=np.float32)
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        own = own[np.argsort(times[own], kind="stable")]
        padded = np.vstack([np.zeros((length - 1, inputs.shape[1]), np.float32), inputs[own]])
        when = np.concatenate([np.full(length - 1, -np.inf), times[own]])
        for step in range(length):
            near = times[own] - when[step : step + own.size] < reach_s
            values[own, step] = padded[step : step + own.size] * near[:, None]
    return Sequences(values, frame.target)


def _times(frame: Frame) -> Floats:
    if frame.times is None:
        raise Invalid("sequences need a time column: --time COLUMN")
    return frame.times
