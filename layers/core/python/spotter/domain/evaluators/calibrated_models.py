"""Models whose probabilities are bent along a rising line: the line and the model, in one text.

The line leads from log-odds to log-odds, straight between its points and with slope 1 beyond them, so a
probability never falls where the model's rises. The text is JSON: it is stored, checked and loaded wherever a
text of LightGBM is.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from spotter.domain.evaluators.sums import logistic
from spotter.errors import Corrupt

_BEGINNING = '{"format":"spotter-calibrated/1"'
TINY = 2.220446049250313e-16
"""Probabilities are kept so far from 0 and 1, as in `learning.platt`."""

Score = Callable[[Sequence[Sequence[float]]], list[list[float]]]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of a rising line: log-odds that a model says, and what they become."""

    said: tuple[float, ...]
    meant: tuple[float, ...]


class CalibratedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the text of a calibrated model holds."""

    format: Literal["spotter-calibrated/1"]
    line: Line
    model: str


def is_calibrated(text: str) -> bool:
    """Tell the text of a calibrated model by how it begins."""
    return text.startswith(_BEGINNING)


def calibrated(line: Line, model: str) -> str:
    """Write a line and a model as one text."""
    return msgspec.json.encode(CalibratedText("spotter-calibrated/1", line, model)).decode()


def read_calibrated(text: str) -> CalibratedText:
    """Read both, or raise Corrupt."""
    try:
        found = msgspec.json.decode(text, type=CalibratedText)
    except msgspec.DecodeError as err:
        raise Corrupt(f"the text is no calibrated model: {err}") from err
    line = found.line
    rising = all(a < b for a, b in zip(line.said, line.said[1:], strict=False))
    rising = rising and all(a <= b for a, b in zip(line.meant, line.meant[1:], strict=False))
    if not line.said or len(line.said) != len(line.meant) or not rising:
        raise Corrupt("the line of the calibrated model does not rise")
    return found


class CalibratedModel:
    """A calibrated model of two classes that is ready to score."""

    def __init__(self, line: Line, score: Score) -> None:
        self._line = line
        self._score = score

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Score rows of features; one probability a row."""
        return [[logistic(bent(self._line, _log_odds(output[0])))] for output in self._score(rows)]


def bent(line: Line, odds: float) -> float:
    """Follow the line.

    >>> bent(Line((0.0, 2.0), (1.0, 5.0)), 1.0), bent(Line((0.0, 2.0), (1.0, 5.0)), 4.0)
    (3.0, 7.0)
    """
    said, meant = line.said, line.meant
    at = bisect_right(said, odds)
    if at == 0:
        return odds - said[0] + meant[0]
    if at == len(said):
        return odds - said[-1] + meant[-1]
    share = (odds - said[at - 1]) / (said[at] - said[at - 1])
    return meant[at - 1] + share * (meant[at] - meant[at - 1])


def _log_odds(probability: float) -> float:
    inside = min(max(probability, TINY), 1 - TINY)
    return math.log(inside / (1 - inside))
