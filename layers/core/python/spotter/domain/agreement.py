"""How far annotators agree over time, and what most of them say. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

from spotter.contracts.annotations import Opinion
from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName, LabelName

Stretch = tuple[datetime, datetime]
ByDevice = Mapping[DeviceName, Sequence[Stretch]]


class Shares(NamedTuple):
    """Seconds that both labelled, only the first, only the second, and neither."""

    both_s: float
    first_s: float
    second_s: float
    neither_s: float

    @property
    def observed(self) -> float | None:
        """The share of time on which both say the same; None when there is no time."""
        whole = sum(self)
        return (self.both_s + self.neither_s) / whole if whole else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa: agreement beyond what chance would give; None where chance alone gives it all.

        >>> Shares(20, 5, 10, 15).kappa
        0.4
        """
        whole = sum(self)
        if not whole:
            return None
        first, second = self.both_s + self.first_s, self.both_s + self.second_s
        by_chance = first * second + (whole - first) * (whole - second)
        if by_chance == whole * whole:
            return None
        return ((self.both_s + self.neither_s) * whole - by_chance) / (whole * whole - by_chance)


class Pair(NamedTuple):
    """Two annotators, on how many devices both looked, and how their time adds up."""

    first: str
    second: str
    devices: int
    shares: Shares


class Majority(NamedTuple):
    """What most annotators label, and where as many say yes as no."""

    decided: tuple[Interval, ...]
    undecided: tuple[Interval, ...]


def pairs(opinions: Iterable[Opinion], label: LabelName, within: Stretch | None = None) -> list[Pair]:
    """Compare every two annotators on the devices at which both looked.

    Somebody looked at a device from the first to the last stretch of it to which they gave any label; two are
    compared from the earlier beginning to the later end, or within the time that is named.
    """
    every = list(opinions)
    views = {who: _said(every, who, label) for who in _annotators(every)}
    watched = {who: _said(every, who, None) for who in views}
    return [
        _pair(one, other, views, watched, within)
        for one, other in combinations(sorted(views), 2)
        if views[one] or views[other]
    ]


def mean_kappa(compared: Iterable[Pair]) -> float | None:
    """Give the mean over those pairs that have a kappa; None when none has."""
    found = [kappa for pair in compared if (kappa := pair.shares.kappa) is not None]
    return sum(found) / len(found) if found else None


def majority(opinions: Iterable[Opinion], label: LabelName) -> Majority:
    """Give the time that more than half of those who looked at a device give the label."""
    every = list(opinions)
    annotators = _annotators(every)
    views = {who: _said(every, who, label) for who in annotators}
    voters: dict[DeviceName, list[str]] = defaultdict(list)
    for who in annotators:
        for device in _said(every, who, None):
            voters[device].append(who)
    decided: list[Interval] = []
    undecided: list[Interval] = []
    for device in sorted(voters):
        for start, end, votes in _counted([views[who].get(device, ()) for who in voters[device]]):
            if 2 * votes > len(voters[device]):
                _extend(decided, Interval(device, start, end))
            elif 2 * votes == len(voters[device]):
                _extend(undecided, Interval(device, start, end))
    return Majority(tuple(decided), tuple(undecided))


def intervals_of(opinions: Iterable[Opinion], label: LabelName, annotator: str) -> tuple[Interval, ...]:
    """Give what one annotator labels."""
    view = _said(opinions, annotator, label)
    return tuple(Interval(device, *stretch) for device in sorted(view) for stretch in view[device])


def seconds(stretches: Iterable[Interval]) -> float:
    """Add up the time of intervals that do not overlap."""
    return sum((each.end - each.start).total_seconds() for each in stretches)


def _annotators(opinions: Iterable[Opinion]) -> list[str]:
    return sorted({opinion.annotator for opinion in opinions})


def _said(opinions: Iterable[Opinion], who: str, label: LabelName | None) -> dict[DeviceName, list[Stretch]]:
    """Give the time by device that somebody gave a label; of any label where none is named."""
    found: dict[DeviceName, list[Stretch]] = defaultdict(list)
    for opinion in opinions:
        if opinion.annotator == who and label in {None, opinion.label}:
            for each in opinion.annotations:
                found[each.device].append((each.start, each.end))
    return {device: _united(own) for device, own in found.items()}


def _pair(
    one: str,
    other: str,
    views: Mapping[str, ByDevice],
    watched: Mapping[str, ByDevice],
    within: Stretch | None,
) -> Pair:
    shared = sorted(set(watched[one]) & set(watched[other]))
    sums = [0.0, 0.0, 0.0, 0.0]
    for device in shared:
        looked = [*watched[one][device], *watched[other][device]]
        whole = within or (min(start for start, _ in looked), max(end for _, end in looked))
        first = _common(views[one].get(device, ()), [whole])
        second = _common(views[other].get(device, ()), [whole])
        both, own, others = _length(_common(first, second)), _length(first), _length(second)
        parts = (both, own - both, others - both, _length([whole]) - own - others + both)
        sums = [total + part.total_seconds() for total, part in zip(sums, parts, strict=True)]
    return Pair(one, other, len(shared), Shares(*sums))


def _common(ones: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Give the time that is in both of two ordered lists."""
    found: list[Stretch] = []
    at = other = 0
    while at < len(ones) and other < len(others):
        start, end = max(ones[at][0], others[other][0]), min(ones[at][1], others[other][1])
        if start < end:
            found.append((start, end))
        if ones[at][1] <= others[other][1]:
            at += 1
        else:
            other += 1
    return found


def _length(stretches: Iterable[Stretch]) -> timedelta:
    return sum((end - start for start, end in stretches), timedelta())


def _united(stretches: Iterable[Stretch]) -> list[Stretch]:
    united: list[Stretch] = []
    for start, end in sorted(stretches):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _counted(views: Iterable[Sequence[Stretch]]) -> list[tuple[datetime, datetime, int]]:
    """Cut time wherever a view changes, and count who says yes in each piece."""
    changes: dict[datetime, int] = defaultdict(int)
    for view in views:
        for start, end in view:
            changes[start] += 1
            changes[end] -= 1
    moments = sorted(changes)
    found: list[tuple[datetime, datetime, int]] = []
    votes = 0
    for start, end in pairwise(moments):
        votes += changes[start]
        if votes:
            found.append((start, end, votes))
    return found


def _extend(intervals: list[Interval], piece: Interval) -> None:
    last = intervals[-1] if intervals else None
    if last is not None and last.device == piece.device and last.end == piece.start:
        intervals[-1] = Interval(last.device, last.start, piece.end)
    else:
        intervals.append(piece)
