"""Margins to probabilities, by what was seen on rows outside the folds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from spotter.learning.algorithms.port import Calibration
from spotter.learning.arrays import Floats
from spotter.learning.metrics import Task, logloss
from spotter.learning.platt import fitted

GOLDEN = (math.sqrt(5) - 1) / 2
WIDEST = math.log(50.0)
STEPS = 30
FARTHEST = 500.0
"""Beyond this, an exponential would overflow, and the share is 0 or 1 anyway."""


def calibration_of(task: Task, target: Floats, margins: Floats) -> Calibration:
    """Fit Platt's two numbers for two classes, one temperature for more; values stay as they are."""
    if task == "binary":
        return _platt(target, margins)
    if task == "multiclass":
        return Calibration(slope=_temperature(target, margins))
    return Calibration()


def outputs_of(task: Task, margins: Floats, calibration: Calibration) -> Floats:
    """Give what people read: probabilities of the second class, of each class, or values."""
    if task == "binary":
        return _logistic(calibration.slope * margins + calibration.offset)
    if task == "multiclass":
        return _softmax(calibration.slope * margins)
    return margins


def _platt(target: Floats, margins: Floats) -> Calibration:
    if np.unique(target).size < 2:  # noqa: PLR2004 - two classes
        return Calibration()
    found = fitted(target, _logistic(margins))
    return Calibration(found.slope, found.offset) if found.slope > 0 else Calibration()


def _temperature(target: Floats, margins: Floats) -> float:
    return math.exp(_lowest(lambda power: logloss(target, _softmax(math.exp(power) * margins))))


def _lowest(of: Callable[[float], float]) -> float:
    """Find where a function with one valley is lowest, by golden sections."""
    low, high = -WIDEST, WIDEST
    for _ in range(STEPS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if of(left) <= of(right) else (left, high)
    return (low + high) / 2


def _logistic(margins: Floats) -> Floats:
    said: Floats = 1 / (1 + np.exp(-np.clip(margins, -FARTHEST, FARTHEST)))
    return said


def _softmax(margins: Floats) -> Floats:
    grown = np.exp(margins - margins.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares
