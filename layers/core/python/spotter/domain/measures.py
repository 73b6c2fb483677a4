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

    An alarm is false when none of its rows is positive. Rows may come in any order.
    """
    ordered = sorted(rows, key=_device_and_time)
    over = [row for row in ordered if row.score >= threshold]
    true, false = _episodes(over, join_s)
    return Alarms(true, false, _hours(ordered))


def calibrated(rows: Sequence[Scored], *, false_per_hour: float, join_s: float) -> float:
    """Find the threshold that finds most dangerous rows while its false alarms fit the budget.

    Of thresholds that find the same rows the highest is taken: a budget is no quota. Where even the highest
    score is a false alarm too many, the threshold lies just above it.
    """
    allowed = false_per_hour * _hours(sorted(rows, key=_device_and_time))
    by_score = sorted(rows, key=lambda row: -row.score)
    chosen, most = math.nextafter(by_score[0].score, math.inf), 0
    for rank in _ranks(len(by_score)):
        threshold = by_score[rank].score
        over = [row for row in by_score[: rank + 1] if row.score >= threshold]
        _, false = _episodes(sorted(over, key=_device_and_time), join_s)
        if false > allowed:
            return chosen
        found = sum(row.label for row in over)
        if found > most:
            chosen, most = threshold, found
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


def _episodes(over: Sequence[Scored], join_s: float) -> tuple[int, int]:
    """Count true and false alarms in rows over a threshold, ordered by device and time."""
    true = false = danger = 0
    for index, row in enumerate(over):
        danger |= row.label
        following = over[index + 1] if index + 1 < len(over) else None
        if following and following.device == row.device and following.at - row.at <= join_s:
            continue
        true += danger
        false += 1 - danger
        danger = 0
    return true, false


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
