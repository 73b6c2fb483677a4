"""Tracks: what one channel of one device said, in order of event time, and when what follows from it."""

from __future__ import annotations

from typing import NamedTuple

from spotter.domain.rules.limits import Banded, Limit
from spotter.domain.rules.memory import Point
from spotter.domain.rules.spans import Spans, union


class Track(NamedTuple):
    """Points in order. The last one is known to stand at its own moment only, or until the clock says later.

    `until` is just after the moment up to which nothing further was heard; 0 when no clock was looked at.
    """

    device: str
    points: tuple[Point, ...]
    until: int = 0

    def ends(self, speaks_for_ms: int, *, trusted_only: bool = False) -> list[tuple[Point, int]]:
        """Give each point and until when it stands: until the next one, and no longer than it speaks for."""
        points = [each for each in self.points if each.trusted or not trusted_only]
        if not points:
            return []
        following = [*(point.at for point in points[1:]), max(points[-1].at + 1, self.until)]
        return [
            (point, min(after, point.at + speaks_for_ms))
            for point, after in zip(points, following, strict=True)
        ]

    def beyond(self, limit: Limit, speaks_for_ms: int) -> Spans:
        """Give when the channel was at or beyond a limit, doubted values included."""
        return union(
            (point.at, end)
            for point, end in self.ends(speaks_for_ms)
            if worst(limit, point) >= badness(limit)
        )

    def normal(self, rule: Banded, speaks_for_ms: int) -> Spans:
        """Give when the channel was inside the limit by the deadband, as far as it can be trusted."""
        inside = badness(rule) - rule.deadband
        return union(
            (point.at, end)
            for point, end in self.ends(speaks_for_ms, trusted_only=True)
            if worst(rule, point) < inside
        )

    def known(self, speaks_for_ms: int) -> Spans:
        """Give when a trusted value stood."""
        return union((point.at, end) for point, end in self.ends(speaks_for_ms, trusted_only=True))


def worst(limit: Limit, point: Point) -> float:
    """Give how bad a point is, so that more is worse."""
    return point.high if limit.direction == "rising" else -point.low


def badness(limit: Limit) -> float:
    """Give how bad the limit is, on the same scale."""
    return limit.limit if limit.direction == "rising" else -limit.limit
