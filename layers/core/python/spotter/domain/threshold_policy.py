"""Adapt an advisory's threshold to what supervisors answer: a bandit over bands of scores.

Each band between two lines is an arm: raising it is worth while when danger in it is likely enough for what
people gain and lose. What was answered tells of the bands at and above the line in force; what was missed, of
those below. A band that nobody looked at for long is hoped for a little more each shift, until it is tried
again (optimism in the face of doubt: UCB, Auer et al., 2002; fading, Garivier and Moulines, 2008). No
randomness, no clock: the same answers give the same line. Rule alarms know nothing of any of this.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from spotter.errors import Invalid

CURIOSITY = 0.08
"""How much doubt about a band counts in its favour; higher explores longer."""

HEARSAY = 0.3
"""Weight of a danger that was missed: nobody counted what was no danger beside it."""

FEWEST_BANDS = 2


class Answered(msgspec.Struct, frozen=True):
    """One moment that somebody judged: what the model said, and whether there was danger.

    `raised` is false where no advisory came and people found the danger themselves.
    """

    score: float
    danger: bool
    raised: bool = True


class Worth(msgspec.Struct, frozen=True):
    """What people gain and lose: an advisory that was right, one that was not, and danger without one."""

    right: float = 1.0
    wrong: float = -0.2
    missed: float = -1.0


class Band(msgspec.Struct, frozen=True):
    """Scores from `low` to the next band: how many were judged (fading), and how many were danger."""

    low: float
    judged: float = 0.0
    dangers: float = 0.0


class Policy(msgspec.Struct, frozen=True):
    """The bands from low to high, the one from which on advisories come, and how quickly the past fades."""

    bands: tuple[Band, ...]
    current: int
    worth: Worth = Worth()
    fading: float = 0.99

    @property
    def threshold(self) -> float:
        """The line in force."""
        return self.bands[self.current].low


def policy_between(
    lowest: float, highest: float, *, start: float, lines: int = 9, worth: Worth | None = None
) -> Policy:
    """Lay lines evenly between two bounds that are never left, and begin with the one nearest to `start`.

    Raises:
        Invalid: the bounds are none, or there are too few lines.
    """
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest < highest) or lines < FEWEST_BANDS:
        raise Invalid("a policy needs two or more lines between a lower and a higher bound", lines=lines)
    step = (highest - lowest) / (lines - 1)
    bands = tuple(Band(lowest + step * at) for at in range(lines))
    nearest = min(range(lines), key=lambda at: abs(bands[at].low - start))
    return Policy(bands, nearest, worth or Worth())


def after_shift(policy: Policy, answers: Sequence[Answered]) -> Policy:
    """Learn what a shift showed, and choose the line of the next."""
    lows = [band.low for band in policy.bands]
    bands = [
        Band(band.low, policy.fading * band.judged, policy.fading * band.dangers) for band in policy.bands
    ]
    for answer in answers:
        at = bisect_right(lows, answer.score) - 1
        if at >= 0:
            bands[at] = _told(bands[at], answer)
    return msgspec.structs.replace(policy, bands=tuple(bands), current=_best(bands, policy.worth))


def reward_at(threshold: float, answers: Iterable[Answered], worth: Worth) -> float:
    """Say what a shift would have brought with another line, of what was judged.

    >>> reward_at(0.5, [Answered(0.7, danger=True), Answered(0.6, danger=False)], Worth())
    0.8
    """
    return math.fsum(_brought(threshold, answer, worth) for answer in answers)


def _brought(threshold: float, answer: Answered, worth: Worth) -> float:
    if answer.score >= threshold:
        return worth.right if answer.danger else worth.wrong
    return worth.missed if answer.danger else 0.0


def _told(band: Band, answer: Answered) -> Band:
    share = 1.0 if answer.raised else HEARSAY
    return Band(band.low, band.judged + share, band.dangers + share * answer.danger)


def _best(bands: Sequence[Band], worth: Worth) -> int:
    """Take the line above which the bands are worth most together; of equals the higher.

    A lower score is never hoped to be danger more often than a higher one: what was false there is no reason
    to look below it.
    """
    total = math.fsum(band.judged for band in bands)
    best, most, sum_above, likely = len(bands) - 1, -math.inf, 0.0, 1.0
    for at in range(len(bands) - 1, -1, -1):
        likely = min(likely, _hoped(bands[at], total))
        sum_above += likely * (worth.right - worth.missed) + (1 - likely) * worth.wrong
        if sum_above > most:
            best, most = at, sum_above
    return best


def _hoped(band: Band, total: float) -> float:
    """How often a band may be danger, as far as can be hoped."""
    likely = (band.dangers + 0.5) / (band.judged + 1)
    return min(1.0, likely + CURIOSITY * math.sqrt(math.log(1 + total) / (band.judged + 1)))
