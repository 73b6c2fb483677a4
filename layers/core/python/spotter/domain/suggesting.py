"""What to label next: where a model is least sure, spread over devices and time. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName
from spotter.contracts.predictions import Prediction
from spotter.domain.alarm_labels import united

SHARES = 2
"""No device gives more than twice its share, so that one that is always near the threshold hides no other."""


class Suggestion(NamedTuple):
    """A moment to look at: how far from the threshold the model's score was."""

    device: DeviceName
    at: datetime
    score: float
    threshold: float
    version: str

    @property
    def distance(self) -> float:
        """How far the score is from the threshold: 0 could as well have been the other answer."""
        return abs(self.score - self.threshold)


class Wish(NamedTuple):
    """How many moments are wanted, and how far apart those of one device must be."""

    most: int
    apart: timedelta


def suggested(
    predictions: Iterable[Prediction], wish: Wish, labelled: Iterable[Interval] = ()
) -> list[Suggestion]:
    """Give the moments of the latest version that were nearest its threshold, the nearest first.

    Of labelled time somebody has said already what it was, so that nothing there is asked again.
    """
    known = _Known(labelled)
    finite = (each for each in predictions if math.isfinite(each.score) and math.isfinite(each.threshold))
    usable = [each for each in finite if not known.covers(each)]
    if not usable:
        return []
    version = max(usable, key=lambda each: (each.at, each.version)).version
    every = {(each.device, each.at): each for each in usable if each.version == version}
    devices = {each.device for each in every.values()}
    share = max(1, math.ceil(SHARES * wish.most / len(devices)))
    chosen: list[Suggestion] = []
    taken: Counter[DeviceName] = Counter()
    for one in sorted((_suggestion(each) for each in every.values()), key=_nearest):
        if len(chosen) == wish.most:
            break
        near = any(each.device == one.device and abs(each.at - one.at) < wish.apart for each in chosen)
        if not near and taken[one.device] < share:
            chosen.append(one)
            taken[one.device] += 1
    return chosen


class _Known:
    """Labelled time by device, as stretches in order that neither overlap nor touch."""

    def __init__(self, labelled: Iterable[Interval]) -> None:
        self._stretches: defaultdict[DeviceName, list[Interval]] = defaultdict(list)
        for each in united(labelled):
            self._stretches[each.device].append(each)

    def covers(self, said: Prediction) -> bool:
        """Tell whether somebody has said what a moment was."""
        own = self._stretches.get(said.device, [])
        place = bisect_right(own, said.at, key=lambda each: each.start)
        return place > 0 and said.at < own[place - 1].end


def _suggestion(said: Prediction) -> Suggestion:
    return Suggestion(said.device, said.at, said.score, said.threshold, said.version)


def _nearest(one: Suggestion) -> tuple[float, datetime, DeviceName]:
    return one.distance, one.at, one.device
