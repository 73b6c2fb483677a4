"""Timed judging: what rules with timers, windows and several channels say when further readings come.

The answer depends on the set of readings in memory and on which moments the batch is about, never on the
order in which they came. What is said may be provisional; `episodes` gives what is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.names import SiteName, Subject, Tenant
from spotter.contracts.readings import Reading
from spotter.contracts.rules import CombinedRule, MixtureRule, Rule, Scope, StalenessRule, ThresholdRule
from spotter.domain.rules.ages import UNKNOWN, Ages, is_by_age
from spotter.domain.rules.averages import Judged
from spotter.domain.rules.conditions import condition
from spotter.domain.rules.episodes import scope_of
from spotter.domain.rules.memory import Memory, carries
from spotter.domain.rules.needs import Kept, Needs, about_of, agents_of, in_lanes, needs_of
from spotter.domain.rules.quiet import Extremes, Heard, extremes_of, heard_of, is_quiet
from spotter.domain.rules.scenes import Scene, scene_of
from spotter.domain.rules.spans import both, latched
from spotter.domain.rules.tables import ProfileKey, Profiles
from spotter.domain.rules.taking import milliseconds, moment, take


class About(NamedTuple):
    """Whose readings are judged."""

    tenant: Tenant
    site: SiteName
    subject: Subject


class TimedJudge:
    """The rules of one scope that one value alone cannot settle."""

    def __init__(self, rules: Iterable[Rule], *, scope: Scope = "device") -> None:
        self.rules = tuple(rule for rule in rules if scope_of(rule) == scope and is_timed(rule))
        self._asked = tuple(
            (rule, about_of(rule), tuple((*agent, in_lanes(rule)) for agent in agents_of(rule)))
            for rule in self.rules
        )
        self._needs: Needs = needs_of(self.rules)
        self._kept: dict[ProfileKey, dict[str, Kept]] = {}

    def is_about(self, key: ProfileKey, profiles: Profiles) -> bool:
        """Tell whether readings of a profile change anything that is remembered."""
        return bool(self._of(key, profiles)) or self._needs.notes

    def take(self, memory: Memory, readings: Iterable[Reading], profiles: Profiles) -> None:
        """Take readings into a subject's memory, in whatever order and however often they come."""
        for key, stream in _by_profile(readings).items():
            kept = self._of(key, profiles)
            if kept or memory.carried:
                take(memory, stream, kept)

    def _of(self, key: ProfileKey, profiles: Profiles) -> dict[str, Kept]:
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._needs.of(profiles[key])
        return kept

    def pruned(self, memory: Memory) -> Memory:
        """Give what has to be kept of a memory."""
        return memory.pruned(self._needs.points_ms(), minutes_ms=self._needs.minutes_ms)

    def asks_ages(self, memory: Memory) -> bool:
        """Tell whether any limit of what is remembered depends on the age of who wore a device."""
        names = ("|".join(agent) + "|" for rule in self.rules if is_by_age(rule) for agent in agents_of(rule))
        return any(track.startswith(name) for name in names for track in memory.points)

    def signals(
        self, about: About, memory: Memory, readings: Iterable[Reading], ages: Ages = UNKNOWN
    ) -> list[Signal]:
        """Say what the memory shows of the time that these readings are about and since."""
        since = min((milliseconds(reading.at) for reading in readings), default=None)
        if since is None or not memory.newest:
            return []
        extremes, heard = extremes_of(memory), heard_of(memory)
        scene: Scene | None = None
        said: list[Signal] = []
        for rule, whom, looked_at in self._asked:
            if not (carries(memory, whom) if whom else any(each in heard for each in looked_at)):
                continue
            if _is_quiet(rule, extremes, ages):
                said += _quiet(rule, about, heard)
                continue
            scene = scene or scene_of(memory, ages=ages)
            said += _signals(rule, about, condition(rule, scene), scene.heard_before(since))
        return said

    def dues(self, memory: Memory, ages: Ages = UNKNOWN) -> tuple[int, ...]:
        """Say when something begins of which nothing more need be heard, in order.

        What begins before the newest moment is among them when a channel that it looks at was last heard
        before: others went on speaking, and did not say that it begins.
        """
        extremes = extremes_of(memory)
        asked = [rule for rule in self.rules if not in_lanes(rule) and not _is_quiet(rule, extremes, ages)]
        if not asked or not memory.newest:
            return ()
        scene = scene_of(memory, now=memory.newest + self._needs.longest_ms, ages=ages)
        concerned = [rule for rule in asked if _concerns(rule, scene)]
        return tuple(sorted({start for rule in concerned for start in _starts(rule, scene, memory.newest)}))

    def due(self, memory: Memory) -> int | None:
        """Say when something begins if nothing is heard after the newest moment; None: nothing does."""
        return next((start for start in self.dues(memory) if start > memory.newest), None)

    def overdue(
        self, about: About, memory: Memory, *, now: int, ages: Ages = UNKNOWN
    ) -> list[ConditionActive]:
        """Say what became dangerous by `now` although nothing further was heard; silence ends nothing."""
        if not memory.newest:
            return []
        scene = scene_of(memory, now=now, ages=ages)
        return [
            _active(rule, about, judged, start, min(last, now))
            for rule in self.rules
            if not in_lanes(rule) and _concerns(rule, scene)
            for judged in (condition(rule, scene),)
            for heard in (both(judged.normal, [(0, memory.newest + 1)]),)
            for start, last in _begun(latched(judged.active, heard), by=now)
            if last > _heard_until(rule, scene, memory.newest)
        ]


def is_timed(rule: Rule) -> bool:
    """Tell whether a rule needs more than one value; one that ends with a delay needs it for its end."""
    if isinstance(rule, ThresholdRule):
        return not rule.instant or rule.off_delay_s > 0
    return not isinstance(rule, StalenessRule)


def _is_quiet(rule: Rule, extremes: Extremes, ages: Ages) -> bool:
    """Tell whether a rule need not be asked; one whose limit may be lower for somebody always is."""
    return not (ages and is_by_age(rule)) and is_quiet(rule, extremes)


def _concerns(rule: Rule, scene: Scene) -> bool:
    """Tell whether a rule is about anything here: a gas detector misses no check-in."""
    about = about_of(rule)
    if about:
        return scene.carrying(about) is not None
    return any(scene.of(agent) for agent in agents_of(rule))


def _starts(rule: Rule, scene: Scene, newest: int) -> Iterator[int]:
    heard_until = _heard_until(rule, scene, newest)
    return (start for start, _ in condition(rule, scene).active if start > heard_until)


def _heard_until(rule: Rule, scene: Scene, newest: int) -> int:
    """Say when the channel was last heard that a rule has heard least of."""
    lasts = (track.points[-1].at for agent in agents_of(rule) for track in scene.of(agent))
    return min(lasts, default=newest)


def _begun(episodes: list[tuple[int, int | None, int]], *, by: int) -> list[tuple[int, int]]:
    """Give the latest episode that had begun by a moment, and its last active moment."""
    return [(start, last) for start, _, last in episodes if start <= by][-1:]


def _quiet(rule: Rule, about: About, heard: Heard) -> Iterator[Signal]:
    """End what may have been active: all that is kept is normal, and each channel's newest is trusted."""
    kept = [each for agent in agents_of(rule) for each in heard.get((*agent, in_lanes(rule)), ())]
    if not kept or not all(each.trusted for each in kept):
        return
    since, at = max(each.since for each in kept), min(each.until for each in kept)
    needed = round(1000 * rule.off_delay_s) if isinstance(rule, ThresholdRule) else 0
    if at - since >= needed:
        yield _normal(rule, about, at)


def _signals(rule: Rule, about: About, judged: Judged, since: int) -> Iterator[Signal]:
    """Give what is seen by now to have held after a moment, also when it was over before the next word."""
    episodes = latched(judged.active, judged.normal)
    for start, end, last in episodes:
        if end is None or end > since:
            yield _active(rule, about, judged, start, last)
    if not judged.normal:
        return
    normal_at = judged.normal[-1][1] - 1
    if not episodes or normal_at > episodes[-1][2]:
        yield _normal(rule, about, normal_at)


def _active(rule: Rule, about: About, judged: Judged, start: int, last: int) -> ConditionActive:
    at, value = judged.worst(start, last)
    channel, unit, limit = _compared(rule)
    return ConditionActive(
        tenant=about.tenant,
        site=about.site,
        rule=rule.name,
        title=rule.title,
        subject=about.subject,
        alarm_class=rule.alarm_class,
        direction="rising" if judged.rising else "falling",
        first_at=moment(start),
        last_at=moment(last),
        evidence=Evidence(
            reading=f"{about.subject}@{at}",
            channel=channel,
            value=value,
            limit=judged.limits.get(at, limit),
            unit=unit,
            at=moment(at),
        ),
        act_by_s=rule.act_by_s,
    )


def _normal(rule: Rule, about: About, at: int) -> ConditionNormal:
    return ConditionNormal(
        tenant=about.tenant, site=about.site, rule=rule.name, subject=about.subject, at=moment(at)
    )


def _compared(rule: Rule) -> tuple[str, str, float]:
    """Say what a page shows: the hazard, the unit and the limit."""
    match rule:
        case CombinedRule():
            return "", "", 1.0
        case MixtureRule():
            return "+".join(part.hazard for part in rule.parts), "of limit", rule.limit
        case StalenessRule():
            return rule.hazard, "s", rule.after_s
        case _:
            return rule.hazard, rule.unit, rule.limit


def _by_profile(readings: Iterable[Reading]) -> dict[ProfileKey, list[Reading]]:
    streams: dict[ProfileKey, list[Reading]] = {}
    for reading in readings:
        key = (reading.tenant, reading.profile, reading.profile_version)
        streams.setdefault(key, []).append(reading)
    return streams
