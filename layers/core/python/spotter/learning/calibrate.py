"""Where to draw the line: decision thresholds from out-of-fold probabilities.

An alarm is raised where the probability is at or above the threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from spotter.learning.arrays import Floats, Ints, Keys

SECONDS_AN_HOUR = 3600.0

Z = 1.96
"""The 97.5 % point of the normal distribution (E. B. Wilson, JASA 22, 1927, for the interval)."""


@dataclass(frozen=True)
class Threshold:
    """A line and what it did on the rows it was found on."""

    value: float
    recall: float
    false_alarms: int


def within_alarm_budget(target: Floats, scores: Floats, *, allowed: float) -> Threshold:
    """Find the lowest threshold with at most `allowed` false alarms; above every score if none is.

    >>> within_alarm_budget(np.array([0.0, 1.0, 1.0]), np.array([0.3, 0.2, 0.9]), allowed=0).value
    0.9
    """
    lines, hits, false = _curve(target, scores)
    fitting = np.flatnonzero(false <= allowed)
    if fitting.size == 0:
        return Threshold(float(np.nextafter(scores.max(), np.inf)), 0.0, 0)
    return _threshold(lines, hits, false, int(fitting[-1]), target)


def within_alarms(target: Floats, scores: Floats, *, allowed: float) -> Threshold:
    """Find the lowest threshold with at most `allowed` alarms, true and false; above every score if none is.

    >>> within_alarms(np.array([0.0, 1.0, 1.0]), np.array([0.3, 0.2, 0.9]), allowed=2).recall
    0.5
    """
    lines, hits, false = _curve(target, scores)
    fitting = np.flatnonzero(hits + false <= allowed)
    if fitting.size == 0:
        return Threshold(float(np.nextafter(scores.max(), np.inf)), 0.0, 0)
    return _threshold(lines, hits, false, int(fitting[-1]), target)


def surely(share: float, count: float) -> float:
    """Lower end of Wilson's 95 % interval of a share seen in so many cases: one-sided, 97.5 % sure.

    >>> round(surely(1.0, 20), 3)
    0.839
    """
    if not count:
        return 0.0
    middle = share + Z**2 / (2 * count)
    spread = Z * math.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return max(0.0, (middle - spread) / (1 + Z**2 / count))


def best_f1(target: Floats, scores: Floats) -> Threshold:
    """Find the threshold with the highest F1 of the second class."""
    lines, hits, false = _curve(target, scores)
    return _threshold(lines, hits, false, int(np.argmax(2 * hits / (hits + false + target.sum()))), target)


def best_accuracy(target: Floats, scores: Floats) -> Threshold:
    """Find the threshold with the most rows decided right."""
    lines, hits, false = _curve(target, scores)
    return _threshold(lines, hits, false, int(np.argmax(hits - false)), target)


def device_hours(times: Floats, devices: Keys | None) -> float:
    """How long all devices were watched: rows of each times its usual step."""
    keys = np.zeros(times.size) if devices is None else devices
    total = 0.0
    for device in np.unique(keys):
        own = np.sort(times[keys == device])
        steps = np.diff(own)
        total += own.size * float(np.median(steps)) if steps.size else 0.0
    return total / SECONDS_AN_HOUR


def _curve(target: Floats, scores: Floats) -> tuple[Floats, Ints, Ints]:
    """Distinct scores from high to low, with the hits and false alarms of drawing the line there."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.append(np.flatnonzero(np.diff(ordered)), ordered.size - 1)
    hits = np.cumsum(target[order] > 0)[last]
    return ordered[last], hits, last + 1 - hits


def _threshold(lines: Floats, hits: Ints, false: Ints, at: int, target: Floats) -> Threshold:
    positives = float(target.sum())
    recall = float(hits[at]) / positives if positives else 0.0
    return Threshold(float(lines[at]), recall, int(false[at]))
