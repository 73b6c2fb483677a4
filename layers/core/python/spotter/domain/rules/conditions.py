"""Conditions: when each kind of rule was seen to hold and when it was seen to be normal, in event time."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from spotter.contracts.rules import (
    AverageRule,
    CombinedRule,
    DoseRule,
    DurationRule,
    MixtureRule,
    RateRule,
    Rule,
    StalenessRule,
    ThresholdRule,
)
from spotter.domain.rules.ages import as_if_usual, years_older
from spotter.domain.rules.averages import (
    Judged,
    average_levels,
    dose_levels,
    judged,
    mixture_levels,
)
from spotter.domain.rules.needs import about_of, agents_of, leaves_of, looks_back, weight_of
from spotter.domain.rules.scenes import Scene
from spotter.domain.rules.schedules import in_force
from spotter.domain.rules.spans import Spans, at_least, both, held, latched, totalling, union, without
from spotter.domain.rules.terms import holds, silences
from spotter.domain.rules.tracks import Track, badness, worst

MS = 1000
_MINUTE_MS = 60_000
NOTHING = Judged([], [], [])


def condition(rule: Rule, scene: Scene) -> Judged:
    """Say when a rule was seen to hold and when it was seen to be normal.

    Neither is said of the time in which nobody knows.
    """
    found = _of_kind(rule, scene)
    if rule.schedule is None:
        return found
    allowed = in_force(rule.schedule, since=scene.since, until=scene.until)
    off = without(allowed, since=scene.since, until=scene.until)
    return found._replace(active=both(found.active, allowed), normal=union(found.normal, off))


def _of_kind(rule: Rule, scene: Scene) -> Judged:
    match rule:
        case ThresholdRule():
            return _threshold(rule, scene)
        case DurationRule():
            return _duration(rule, scene)
        case RateRule():
            return _rate(rule, scene)
        case AverageRule() | DoseRule() | MixtureRule():
            return _in_lanes(rule, scene)
        case StalenessRule():
            return _staleness(rule, scene)
        case CombinedRule():
            return _combined(rule, scene)
        case _:
            assert_never(rule)


def _threshold(rule: ThresholdRule, scene: Scene) -> Judged:
    tracks, speaks = _by_age(rule, scene), _ms(rule.speaks_for_s)
    active = union(*(track.beyond(rule, speaks) for track in tracks))
    normal = _everywhere(tracks, lambda track: track.normal(rule, speaks))
    if rule.repeats > 1:
        starts = [start for start, _, _ in latched(active, normal)]
        often = [
            at
            for before, at in zip(starts, starts[rule.repeats - 1 :], strict=False)
            if at - before <= _ms(rule.within_s)
        ]
        active = union(span for span in active if any(span[0] <= at < span[1] for at in often))
    active = held(active, _ms(rule.on_delay_s)) if rule.on_delay_s > 0 else active
    normal = held(normal, _ms(rule.off_delay_s)) if rule.off_delay_s > 0 else normal
    return _with_worst(rule, scene, tracks, active, normal)


def _duration(rule: DurationRule, scene: Scene) -> Judged:
    tracks, speaks = _by_age(rule, scene), _ms(rule.speaks_for_s)
    beyond = union(*(track.beyond(rule, speaks) for track in tracks))
    active = totalling(beyond, for_ms=_ms(rule.for_s), within_ms=_ms(rule.within_s))
    active = both(active, [(scene.since, scene.until)])
    known = _everywhere(tracks, lambda track: track.known(speaks))
    calm = without(active, since=scene.since, until=scene.until)
    return _with_worst(rule, scene, tracks, active, both(known, calm))


def _rate(rule: RateRule, scene: Scene) -> Judged:
    active: list[Spans] = []
    normal: list[Spans] = []
    seen: list[tuple[int, float]] = []
    for track in scene.of((rule.hazard, rule.unit)):
        slopes = _slopes(track, rule)
        active.append(union((at, end) for at, slope, end in slopes if slope >= rule.limit))
        normal.append(union((at, end) for at, slope, end in slopes if slope < rule.limit - rule.deadband))
        seen += [(at, slope) for at, slope, _ in slopes if slope >= rule.limit]
    return Judged(union(*active), at_least(len(normal), normal) if normal else [], seen)


def _slopes(track: Track, rule: RateRule) -> list[tuple[int, float, int]]:
    """Give the change per minute at each point since the latest one that is at least `over_s` older."""
    over, sign = _ms(rule.over_s), 1 if rule.direction == "rising" else -1
    found: list[tuple[int, float, int]] = []
    first = 0
    for point, end in track.ends(_ms(rule.speaks_for_s)):
        while first + 1 < len(track.points) and track.points[first + 1].at <= point.at - over:
            first += 1
        before = track.points[first]
        if over <= point.at - before.at <= 2 * over:
            change = sign * (point.high - before.high)
            found.append((point.at, change * _MINUTE_MS / (point.at - before.at), end))
    return found


def _in_lanes(rule: AverageRule | DoseRule | MixtureRule, scene: Scene) -> Judged:
    lanes = [scene.weighed(agent, weight_of(rule)) for agent in agents_of(rule)]
    match rule:
        case AverageRule():
            many = [average_levels(rule, lane) for lane in lanes[0]]
        case DoseRule():
            many = [dose_levels(rule, lane) for lane in lanes[0]]
        case MixtureRule():
            many = [mixture_levels(rule, [each[0] if each else {} for each in lanes])]
    speaks = _ms(rule.speaks_for_s)
    each = [judged(levels, limit=rule.limit, deadband=rule.deadband, speaks_for_ms=speaks) for levels in many]
    if not each:
        return NOTHING
    return Judged(
        union(*(one.active for one in each)),
        at_least(len(each), [one.normal for one in each]),
        sorted(moment for one in each for moment in one.seen),
    )


def _staleness(rule: StalenessRule, scene: Scene) -> Judged:
    tracks = scene.of((rule.hazard, rule.unit))
    active = union(*(silences([track], _ms(rule.after_s), scene.until) for track in tracks))
    heard = _everywhere(tracks, lambda track: track.known(_ms(rule.after_s)))
    return Judged(active, both(heard, without(active, since=scene.since, until=scene.until)), [])


def _combined(rule: CombinedRule, scene: Scene) -> Judged:
    if rule.about:
        span = scene.carrying(about_of(rule))
        if span is None:
            return NOTHING
        scene = scene._replace(since=span[0], until=min(scene.until, span[1]))
    speaks = _ms(rule.speaks_for_s)
    whole = [scene.whole(looks_back(rule))]
    active = both(holds(rule.when, scene, speaks), whole)
    wanted = dict.fromkeys((leaf.hazard, leaf.unit) for leaf in leaves_of(rule.when, positive=True))
    known = [_everywhere(scene.of(agent), lambda track: track.known(speaks)) for agent in wanted]
    calm = without(active, since=scene.since, until=scene.until)
    return Judged(
        active, at_least(len(known) + 2, [*known, calm, whole]), [(start, 1.0) for start, _ in active]
    )


def _everywhere(tracks: list[Track], when: Callable[[Track], Spans]) -> Spans:
    return at_least(len(tracks), [when(track) for track in tracks]) if tracks else []


def _by_age(rule: ThresholdRule | DurationRule, scene: Scene) -> list[Track]:
    tracks = scene.of((rule.hazard, rule.unit))
    return [as_if_usual(rule, scene.ages, track) for track in tracks] if rule.less_age else tracks


def _with_worst(
    rule: ThresholdRule | DurationRule, scene: Scene, tracks: list[Track], active: Spans, normal: Spans
) -> Judged:
    """Add what was seen beyond the limit, as it was measured, and what the limit was then."""
    seen: list[tuple[int, float]] = []
    limits: dict[int, float] = {}
    for track in tracks:
        for point in track.points:
            if worst(rule, point) >= badness(rule):
                more = years_older(rule, scene.ages, track.device, point.at)
                seen.append((point.at, (point.high if rule.direction == "rising" else point.low) - more))
                if more:
                    limits[point.at] = rule.limit - more
    return Judged(active, normal, sorted(seen), rule.direction == "rising", limits)


def _ms(seconds: float) -> int:
    return round(seconds * MS)
