"""Features that give the label away: they will not be there, or not mean that, when the model is asked.

A feature is accused when it alone, cut into at most `BINS` pieces on one half of the rows, tells the label
of the other half almost surely; when it is an identifier that tells anything at all; or when it is a duration
or a time left that tells most of it, as an event's length is only known when it is over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from spotter.learning.arrays import Flags, Floats, Ints
from spotter.learning.frames import Frame

BINS = 64
MOST_ROWS = 20_000
FEWEST_ROWS = 20

NEARLY_ALL = 0.9
"""Share of the label's uncertainty that one measured feature takes away: accused above."""

NEARLY_ALL_OF_A_VALUE = 0.99
"""The same for values, where a good last value alone explains much without giving anything away."""

MUCH = 0.5
"""Share that a duration may take away."""

SOME = 0.1
"""Share that an identifier may take away; more is an order of the file that the label follows."""

DURATION = re.compile(r"(^|_)(duration|elapsed|remaining|time_to|time_left|length)(_|$)|_(end|until)_s$")


@dataclass(frozen=True)
class Leak:
    """A feature, what it looks like, and the share of the label that it tells."""

    feature: str
    kind: str
    share: float

    @property
    def sentence(self) -> str:
        """Say it, with the remedy."""
        return (
            f"column {self.feature} is {self.kind} that alone tells {self.share:.0%} of the label: is it "
            "known before the label is? Otherwise, leave it out (--drop, or --exclude-leaks for all of these)"
        )


def leaks_of(frame: Frame, *, seed: int) -> list[Leak]:
    """Look at each feature alone."""
    rows = np.random.default_rng(seed).permutation(frame.target.size)[:MOST_ROWS]
    if rows.size < FEWEST_ROWS:
        return []
    target = frame.target[rows]
    return [
        leak
        for at, name in enumerate(frame.features)
        if (leak := _suspected(name, frame.matrix[rows, at], target, len(frame.problem.classes))) is not None
    ]


def _suspected(name: str, values: Floats, target: Floats, classes: int) -> Leak | None:
    share = told(values, target, classes)
    if share >= (NEARLY_ALL if classes else NEARLY_ALL_OF_A_VALUE):
        return Leak(name, "a feature", share)
    if share >= MUCH and DURATION.search(name.lower()):
        return Leak(name, "a duration", share)
    if share >= SOME and _identifies(values):
        return Leak(name, "an identifier", share)
    return None


def told(values: Floats, target: Floats, classes: int) -> float:
    """Share of the uncertainty of one half of the rows that the other half's pieces take away."""
    half = values.size // 2
    learn, judge = slice(None, half), slice(half, None)
    if classes:
        return _of_classes(_pieces(values, values[:half]), target.astype(np.int64), classes, learn, judge)
    return _of_values(values, target, learn, judge)


def _pieces(values: Floats, learned: Floats) -> Ints:
    """Number the pieces; few distinct values are pieces of their own, and missing is one."""
    there = np.unique(learned[~np.isnan(learned)])
    if there.size > BINS:
        there = np.unique(np.quantile(learned[~np.isnan(learned)], np.linspace(0, 1, BINS)))
    return np.where(np.isnan(values), there.size + 1, np.searchsorted(there, values)).astype(np.int64)


def _of_classes(pieces: Ints, target: Ints, classes: int, learn: slice, judge: slice) -> float:
    prior = np.bincount(target[learn], minlength=classes) + 1.0
    prior /= prior.sum()
    counts = np.zeros((int(pieces.max()) + 1, classes))
    np.add.at(counts, (pieces[learn], target[learn]), 1.0)
    said = counts + 0.1 * prior
    said /= said.sum(axis=1, keepdims=True)
    before = -np.log(prior[target[judge]]).mean()
    after = -np.log(said[pieces[judge], target[judge]]).mean()
    return float(1 - after / before)


def _of_values(values: Floats, target: Floats, learn: slice, judge: slice) -> float:
    """Read each value off the line through the learned ones: only what repeats the label does that well."""
    there = ~np.isnan(values[learn])
    if not there.any():
        return 0.0
    known, place = np.unique(values[learn][there], return_inverse=True)
    means = np.bincount(place, weights=target[learn][there]) / np.bincount(place)
    mean = float(target[learn].mean())
    asked = np.isnan(values[judge])
    said = np.where(asked, mean, np.interp(np.where(asked, 0.0, values[judge]), known, means))
    spread = float(np.mean((target[judge] - mean) ** 2))
    return 1 - float(np.mean((target[judge] - said) ** 2)) / spread if spread else 0.0


def _identifies(values: Floats) -> bool:
    """Tell whether whole numbers are different in (almost) every row, without gaps worth the name."""
    whole: Flags = values == np.round(values)
    distinct = np.unique(values)
    dense = distinct.size > 0.5 * (distinct[-1] - distinct[0] + 1)
    return bool(whole.all()) and distinct.size >= 0.95 * values.size and bool(dense)
