"""Averages: what windows of minutes say, for exposures, mixtures and doses.

A minute counts with the mean of what came in it; a minute without a value is a gap. What a minute says is
known when its last value comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.rules import AverageRule, DoseRule, MixtureRule
from spotter.domain.rules.memory import MINUTE_MS, SCALE, Minute
from spotter.domain.rules.spans import Spans, union

Lane = Mapping[int, Minute]
_MINUTE_S = 60.0


class Judged(NamedTuple):
    """When a condition was seen to hold, when it was seen to be normal, and what was seen of danger when.

    `limits` has the limit at moments where it was another than the rule's own.
    """

    active: Spans
    normal: Spans
    seen: list[tuple[int, float]]
    rising: bool = True
    limits: Mapping[int, float] = {}

    def worst(self, since: int, until: int) -> tuple[int, float]:
        """Give the moment and the value of the worst that was seen; of equal ones the first.

        What began while nothing was heard is shown by the latest that was seen before.
        """
        seen = [each for each in self.seen if since <= each[0] <= until]
        seen = seen or [each for each in self.seen if each[0] < since][-1:] or [(since, 0.0)]
        return max(seen, key=lambda each: (each[1] if self.rising else -each[1], -each[0]))


class Level(NamedTuple):
    """A window that ends with a minute: what was measured for certain, and the estimate if it counts."""

    at: int
    certain: float
    estimate: float | None
    known: bool = True

    @property
    def value(self) -> float:
        """The higher of the two."""
        return self.certain if self.estimate is None else max(self.certain, self.estimate)


def average_levels(rule: AverageRule, lane: Lane) -> list[Level]:
    """Give the average of the window that ends with each minute."""
    sums = _sliding(lane, rule.over_s)
    return [
        _level(minute, total, covered, rule.over_s, rule.divide_by_s, rule.coverage)
        for minute, total, covered in sums
    ]


def mixture_levels(rule: MixtureRule, lanes: Sequence[Lane]) -> list[Level]:
    """Give the sum of each agent's average over its limit, at each minute that any of them has."""
    minutes = sorted({minute for lane in lanes for minute in lane})
    found: dict[int, list[Level]] = {minute: [] for minute in minutes}
    for part, lane in zip(rule.parts, lanes, strict=True):
        for minute, (newest, total, covered) in zip(
            minutes, _sliding(lane, rule.over_s, minutes), strict=True
        ):
            level = _level(newest, total, covered, rule.over_s, rule.divide_by_s, rule.coverage)
            found[minute].append(level._replace(certain=level.value / part.limit))
    return [
        Level(
            max(lane[minute].last for lane in lanes if minute in lane),
            sum(level.certain for level in levels),
            None,
            known=all(level.known for level in levels),
        )
        for minute, levels in found.items()
    ]


def dose_levels(rule: DoseRule, lane: Lane) -> list[Level]:
    """Give the dose in per cent that the window ending with each minute holds; gaps hold none."""
    return [
        Level(minute.last, total / rule.criterion_s, None, known=minute.trusted)
        for minute, total, _ in _sliding(lane, rule.over_s)
    ]


def judged(levels: Sequence[Level], *, limit: float, deadband: float, speaks_for_ms: int) -> Judged:
    """Compare levels with a limit."""
    ends = [level.at for level in levels[1:]] + [levels[-1].at + 1] if levels else []
    spans = [
        (level, (level.at, min(end, level.at + speaks_for_ms)))
        for level, end in zip(levels, ends, strict=True)
    ]
    return Judged(
        union(span for level, span in spans if level.value >= limit),
        union(span for level, span in spans if level.known and level.value < limit - deadband),
        [(level.at, level.value) for level in levels if level.value >= limit],
    )


def _sliding(lane: Lane, over_s: float, also: Sequence[int] = ()) -> Iterator[tuple[Minute, float, float]]:
    """Give for each minute: itself, the integral over the window that ends with it, and seconds covered."""
    over = max(1, round(over_s / _MINUTE_S))
    minutes = sorted(lane)
    total = taken = first = 0
    means = [round(lane[minute].total / lane[minute].values) for minute in minutes]
    for end in sorted({*minutes, *also}):
        while taken < len(minutes) and minutes[taken] <= end:
            total += means[taken]
            taken += 1
        while first < taken and minutes[first] <= end - over:
            total -= means[first]
            first += 1
        newest = lane[end] if end in lane else Minute(0, 0, end * MINUTE_MS, trusted=False)
        yield newest, total / SCALE * _MINUTE_S, (taken - first) * _MINUTE_S


def _level(
    newest: Minute, total: float, covered: float, over_s: float, divide_by_s: float | None, coverage: float
) -> Level:
    certain = total / (divide_by_s or over_s)
    if divide_by_s is not None:
        return Level(newest.last, certain, None, known=newest.trusted)
    if covered <= 0 or covered < coverage * over_s:
        return Level(newest.last, certain, None, known=False)
    return Level(newest.last, certain, total / covered, known=newest.trusted)
