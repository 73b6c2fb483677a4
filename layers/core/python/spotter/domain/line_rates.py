"""How often a line was wrong with its advisories and with its silence, and whether a later line is worse."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from spotter.domain.threshold_policy import Answered

DEVIATIONS = 1.96
"""Standard deviations on each side of a 95 % interval (Wilson, 1927)."""


class Rates(msgspec.Struct, frozen=True):
    """What was answered while a line was in force: false ones of advisories, missed ones of dangers."""

    step: int
    false: int
    raised: int
    missed: int
    dangers: int


def rates_of(step: int, answers: Sequence[Answered]) -> Rates:
    """Count what was answered of the line at a step of its policy."""
    raised = [answer for answer in answers if answer.raised]
    false = sum(not answer.danger for answer in raised)
    missed = len(answers) - len(raised)
    return Rates(step, false, len(raised), missed, len(raised) - false + missed)


def is_worse(now: Rates, before: Rates) -> bool:
    """Say whether a rate is worse beyond doubt: all of its 95 % interval lies above the one from before.

    >>> is_worse(Rates(3, 9, 10, 0, 1), Rates(4, 1, 20, 0, 19))
    True
    >>> is_worse(Rates(3, 1, 2, 0, 1), Rates(4, 0, 5, 0, 5))
    False
    """
    false = interval(now.false, now.raised)[0] > interval(before.false, before.raised)[1]
    missed = interval(now.missed, now.dangers)[0] > interval(before.missed, before.dangers)[1]
    return false or missed


def interval(hits: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share after Wilson; of nothing, everything is possible.

    >>> interval(0, 0)
    (0.0, 1.0)
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, DEVIATIONS**2
    middle = share + square / (2 * of)
    half = DEVIATIONS * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return (middle - half) / (1 + square / of), (middle + half) / (1 + square / of)
