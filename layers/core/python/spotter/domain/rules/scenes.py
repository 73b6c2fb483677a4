"""Scenes: a subject's memory laid out by hazard, as rules look at it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from spotter.domain.rules.ages import UNKNOWN, Ages
from spotter.domain.rules.averages import Lane
from spotter.domain.rules.memory import Memory, newest_of
from spotter.domain.rules.needs import Agent, Weight
from spotter.domain.rules.spans import Span
from spotter.domain.rules.tracks import Track


class Scene(NamedTuple):
    """Tracks by agent and lanes by agent and weight; `until` is just after the newest moment known.

    `carried` says since and until when any device had a channel of an agent, as far as a rule asks.
    """

    tracks: dict[Agent, list[Track]]
    lanes: dict[tuple[str, str, str], list[Lane]]
    since: int
    until: int
    kept_from: dict[str, int]
    carried: dict[Agent, Span] = {}  # noqa: RUF012 - never written to
    ages: Ages = UNKNOWN

    def of(self, agent: Agent) -> list[Track]:
        """Give the tracks of an agent."""
        return self.tracks.get(agent, [])

    def carrying(self, agents: Iterable[Agent]) -> Span | None:
        """Give since and until when devices carried all of these; None when they never did."""
        spans = [self.carried.get(agent) for agent in agents]
        known = [span for span in spans if span is not None]
        since = max((start for start, _ in known), default=0)
        until = min((end for _, end in known), default=0)
        return (since, until) if len(known) == len(spans) and since < until else None

    def heard_before(self, moment: int) -> int:
        """Give the latest moment before another at which anything was heard; else the one just before it."""
        found = []
        for track in (each for tracks in self.tracks.values() for each in tracks):
            place = bisect_left(track.points, moment, key=attrgetter("at"))
            found += [point.at for point in track.points[max(place - 1, 0) : place]]
        return max(found, default=moment - 1)

    def whole(self, back_s: dict[Agent, float]) -> Span:
        """Give when everything is there that a rule looks back for: what was forgotten must not be missed."""
        starts = [
            self.kept_from[name] + round(1000 * max(back_s.values()))
            for name in map("|".join, back_s)
            if name in self.kept_from
        ]
        return max(starts, default=self.since), self.until

    def weighed(self, agent: Agent, weight: Weight) -> list[Lane]:
        """Give the lanes of an agent."""
        return self.lanes.get((*agent, weight.name), [])


def scene_of(memory: Memory, *, now: int | None = None, ages: Ages = UNKNOWN) -> Scene:
    """Lay a memory out; with `now`, silence up to then counts and last values stand while they speak."""
    heard_until = 0 if now is None else now + 1
    tracks: dict[Agent, list[Track]] = {}
    lanes: dict[tuple[str, str, str], list[Lane]] = {}
    since = memory.newest
    for name in sorted(memory.points):
        points = memory.points[name]
        if points:
            hazard, unit, source = name.split("|")
            in_order = tuple(points[cell] for cell in sorted(points))
            track = Track(source.partition("/")[0], in_order, heard_until)
            tracks.setdefault((hazard, unit), []).append(track)
            since = min(since, track.points[0].at)
    for name in sorted(memory.minutes):
        if memory.minutes[name]:
            hazard, unit, _, weight = name.split("|")
            lanes.setdefault((hazard, unit, weight), []).append(memory.minutes[name])
    until = max(memory.newest, now or 0) + 1
    return Scene(tracks, lanes, since, until, memory.kept_from, _carried(memory, until), ages)


def _carried(memory: Memory, until: int) -> dict[Agent, Span]:
    """Lay out who carried what; whoever still did with their newest reading goes on doing so."""
    newest = newest_of(memory) if memory.carried else {}
    found: dict[Agent, Span] = {}
    for name, (first, last) in memory.carried.items():
        hazard, unit, device = name.split("|")
        end = until if last >= newest.get(device, last) else last + 1
        since, through = found.get((hazard, unit), (first, end))
        found[hazard, unit] = (min(since, first), max(through, end))
    return found
