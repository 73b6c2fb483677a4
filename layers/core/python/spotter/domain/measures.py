"""Measures: how good scores are, as numbers and as alarms that people would have got.

A measure that its rows cannot tell, for example AUC where only one class occurs, is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

WATCHED_GAP_S = 60.0
"""A device that was silent for longer was not watched in between; silence is not quiet."""

STANDING_S = 300.0
"""An alarm that stands without danger is a false alarm again after so long: people look and find nothing."""

_CLIP = 1e-15
_STEP = 1.1


class Scored(NamedTuple):
    """One row with what a model said of it; `at` in epoch seconds."""

    device: str
    at: float
    label: int
    score: float


class Alarms(NamedTuple):
    """What people would have got: alarms with and without danger, over how many device hours."""

    true: int
    false: int
    device_hours: float

    @property
    def false_per_device_hour(self) -> float:
        """The rate that an alarm budget limits."""
        return self.false / self.device_hours if self.device_hours else math.nan


def auc(rows: Sequence[Scored]) -> float:
    """The chance that a positive row scores above a negative one, ties counting half."""
    positives = sum(row.label for row in rows)
    negatives = len(rows) - positives
    if not positives or not negatives:
        return math.nan
    won = 0.0
    below = 0
    for found, missed in _tied(rows, highest_first=False):
        won += found * (below + missed / 2)
        below += missed
    return won / (positives * negatives)


def pr_auc(rows: Sequence[Scored]) -> float:
    """Average precision: precision weighted by the recall that each score adds."""
    positives = sum(row.label for row in rows)
    if not positives:
        return math.nan
    area = 0.0
    hits = seen = 0
    for found, missed in _tied(rows, highest_first=True):
        hits += found
        seen += found + missed
        area += found / positives * hits / seen
    return min(area, 1.0)


def logloss(rows: Sequence[Scored]) -> float:
    """The mean surprise of the labels, in nats."""
    return math.fsum(_surprise(row) for row in rows) / len(rows) if rows else math.nan


def skill(metric: str, value: float, positive_share: float) -> float:
    """Put a metric on one scale: 0 is guessing by the share of positives, 1 is perfect.

    >>> skill("auc", 0.75, 0.1)
    0.5
    """
    if not 0 < positive_share < 1:
        return math.nan
    if metric == "logloss":
        rest = 1 - positive_share
        return 1 + value / (positive_share * math.log(positive_share) + rest * math.log(rest))
    chance = 0.5 if metric == "auc" else positive_share
    return (value - chance) / (1 - chance)


def at_threshold(rows: Iterable[Scored], threshold: float) -> tuple[float, float]:
    """Give recall and precision, row by row, when a score from the threshold on counts as danger."""
    positives = hits = raised = 0
    for row in rows:
        over = row.score >= threshold
        positives += row.label
        raised += over
        hits += over and row.label
    return (hits / positives if positives else math.nan), (hits / raised if raised else math.nan)


def alarms(rows: Iterable[Scored], threshold: float, *, join_s: float) -> Alarms:
    """Count alarms: rows over the threshold of one device, no more than `join_s` apart, make one.

    Rows further than `join_s` from any positive one make false alarms. Rows may come in any order.
    """
    ordered = sorted(rows, key=_device_and_time)
    found = _over([row for row in ordered if row.label], threshold)
    false = _over(_far_from_danger(ordered, join_s), threshold)
    return Alarms(len(_stretches(found, join_s)), _false(false, join_s), _hours(ordered))


def calibrated(rows: Sequence[Scored], *, false_per_hour: float, join_s: float) -> float:
    """Find the threshold that finds most dangerous rows while its false alarms fit the budget.

    Of thresholds that find the same rows the highest is taken: a budget is no quota. Where even the highest
    score is a false alarm too many, the threshold lies just above it.
    """
    ordered = sorted(rows, key=_device_and_time)
    allowed = false_per_hour * _hours(ordered)
    quiet = _far_from_danger(ordered, join_s)
    by_score = sorted(rows, key=lambda row: -row.score)
    chosen, most = math.nextafter(by_score[0].score, math.inf), 0
    for rank in _ranks(len(by_score)):
        threshold = by_score[rank].score
        if _false(_over(quiet, threshold), join_s) > allowed:
            return chosen
        found = sum(row.label for row in by_score[: rank + 1])
        if found > most:
            chosen, most = threshold, found
    return chosen


def within(rows: Sequence[Scored], *, alarms_per_hour: float, join_s: float) -> float:
    """Find the lowest threshold whose alarms fit the budget, where nobody knows which of them are true.

    Where even the highest score is an alarm too many, the threshold lies just above it.
    """
    ordered = sorted(rows, key=_device_and_time)
    allowed = alarms_per_hour * _hours(ordered)
    by_score = sorted((row.score for row in rows), reverse=True)
    chosen = math.nextafter(by_score[0], math.inf)
    for rank in _ranks(len(by_score)):
        if _false(_over(ordered, by_score[rank]), join_s) > allowed:
            return chosen
        chosen = by_score[rank]
    return chosen


def _tied(rows: Iterable[Scored], *, highest_first: bool) -> Iterator[tuple[int, int]]:
    """Give positives and negatives of each distinct score, in order."""
    score = attrgetter("score")
    for _, group in groupby(sorted(rows, key=score, reverse=highest_first), key=score):
        labels = [row.label for row in group]
        yield sum(labels), len(labels) - sum(labels)


def _surprise(row: Scored) -> float:
    likely = row.score if row.label else 1 - row.score
    return -math.log(min(max(likely, _CLIP), 1.0))


def _over(rows: Iterable[Scored], threshold: float) -> list[Scored]:
    return [row for row in rows if row.score >= threshold]


def _far_from_danger(ordered: Sequence[Scored], join_s: float) -> list[Scored]:
    """Leave out positive rows and what is within `join_s` of one, before or after."""
    far = []
    for _, group in groupby(ordered, key=attrgetter("device")):
        own = list(group)
        danger = [-math.inf, *(row.at for row in own if row.label), math.inf]
        after = 1
        for row in own:
            while danger[after] < row.at:
                after += 1
            if min(row.at - danger[after - 1], danger[after] - row.at) > join_s:
                far.append(row)
    return far


def _stretches(ordered: Sequence[Scored], join_s: float) -> list[float]:
    """Join rows of one device that are no more than `join_s` apart; give how long each stretch is."""
    lengths: list[float] = []
    before: Scored | None = None
    for row in ordered:
        if before and before.device == row.device and row.at - before.at <= join_s:
            lengths[-1] += row.at - before.at
        else:
            lengths.append(0.0)
        before = row
    return lengths


def _false(ordered: Sequence[Scored], join_s: float) -> int:
    again = max(STANDING_S, join_s)
    return sum(1 + int(length / again) for length in _stretches(ordered, join_s))


def _hours(ordered: Sequence[Scored]) -> float:
    """Add up how long devices were watched; rows ordered by device and time."""
    gaps = (after.at - before.at for before, after in pairwise(ordered) if after.device == before.device)
    return math.fsum(gap for gap in gaps if gap <= WATCHED_GAP_S) / 3600


def _device_and_time(row: Scored) -> tuple[str, float]:
    return row.device, row.at


def _ranks(count: int) -> Iterator[int]:
    """Give ranks from the top in growing steps: a hundred or so for a million rows."""
    rank = 0
    while rank < count:
        yield rank
        rank = max(rank + 1, int(rank * _STEP))
