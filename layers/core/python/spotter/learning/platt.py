"""Probabilities that mean what they say: a slope and an offset, written into the model's own text.

Platt's two numbers are found on out-of-fold outputs and kept only where they are better on folds that they
were not found on. They scale the leaves, so every scorer of the text is calibrated, and order, monotone
constraints and ranking metrics stay as they are. `calibrating` says when a line is better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.learning.arrays import Floats, Ints
from spotter.learning.metrics import logloss
from spotter.learning.texts import scaled

STEPS = 50
PARTS = 5
LEAST_GAIN = 0.001
"""Share of the logloss that calibration must win on parts it was not found on; less is chance."""

FEWEST_OF_A_CLASS = 20
RIDGE = 1e-6


@dataclass(frozen=True)
class Platt:
    """Log-odds become `slope` times themselves plus `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    @property
    def changes(self) -> bool:
        """Tell whether it does anything."""
        return self != Platt()

    @property
    def said(self) -> dict[str, float]:
        """Say it for the card."""
        return {"platt_slope": self.slope, "platt_offset": self.offset} if self.changes else {}

    def of(self, probabilities: Floats) -> Floats:
        """Calibrate probabilities."""
        if not self.changes:
            return probabilities
        return logistic(self.slope * log_odds(probabilities) + self.offset)

    def written_into(self, text: str) -> str:
        """Scale the leaves of a binary model's text, and move those of its first tree."""
        if not self.changes:
            return text
        return scaled(text, self.slope, self.offset)


def honest_platt(target: Floats, probabilities: Floats, *, seed: int, part: Ints | None = None) -> Platt:
    """Find slope and offset, or nothing to change where that is not better on parts left out.

    `part` numbers the parts, so that no person or time stands in two; without it rows are dealt at random.
    """
    if min(target.sum(), (1 - target).sum()) < FEWEST_OF_A_CLASS:
        return Platt()
    part = dealt(target, seed) if part is None or np.ptp(part) == 0 else part
    crossed = np.empty_like(probabilities)
    for one in np.unique(part):
        found = fitted(target[part != one], probabilities[part != one])
        crossed[part == one] = found.of(probabilities[part == one])
    before = logloss(target, probabilities)
    if logloss(target, crossed) > (1 - LEAST_GAIN) * before:
        return Platt()
    found = fitted(target, probabilities)
    return found if found.slope > 0 else Platt()


def fitted(target: Floats, probabilities: Floats) -> Platt:
    """Find the two numbers by Newton's method."""
    known = np.column_stack([log_odds(probabilities), np.ones(target.size)])
    at = np.array([1.0, 0.0])
    for _ in range(STEPS):
        said = logistic(known @ at)
        bend = (known * (said * (1 - said))[:, None]).T @ known + RIDGE * np.eye(2)
        step = np.linalg.solve(bend, known.T @ (said - target))
        at -= np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - as good as standing still
            break
    return Platt(float(at[0]), float(at[1]))


def log_odds(probabilities: Floats) -> Floats:
    """What a logistic curve makes probabilities of."""
    tiny = np.finfo(np.float64).eps
    inside = np.clip(probabilities, tiny, 1 - tiny)
    odds: Floats = np.log(inside / (1 - inside))
    return odds


def logistic(odds: Floats) -> Floats:
    """What makes probabilities of log-odds."""
    said: Floats = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
    return said


def dealt(target: Floats, seed: int) -> Ints:
    """Number a part for each row, class by class."""
    order = np.random.default_rng(seed).permutation(target.size)
    dealt = order[np.argsort(target[order], kind="stable")]
    part = np.empty(target.size, dtype=np.int64)
    part[dealt] = np.arange(target.size) % PARTS
    return part
