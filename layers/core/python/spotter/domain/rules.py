"""Rules: what readings say about conditions. Pure, in event time, whatever the order; no model is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.names import ProfileName, RuleName, SiteName, Subject, Tenant, subject_of
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import ThresholdRule

ProfileKey = tuple[Tenant, ProfileName, int]
Profiles = Mapping[ProfileKey, Profile]


class Condition(NamedTuple):
    """What an alarm is about: a rule on a subject at a site."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: Subject


class _Watched(NamedTuple):
    """A rule and the channels of a profile that it looks at."""

    rule: ThresholdRule
    channels: frozenset[str]


class _Seen(NamedTuple):
    """One value of one reading as a rule sees it; a suspect one can show danger and never its end."""

    watched: _Watched
    evidence: Evidence
    suspect: bool


def evaluate(
    rules: Iterable[ThresholdRule],
    readings: Iterable[Reading],
    profiles: Profiles,
    *,
    suspects: Iterable[Reading] = (),
) -> list[Signal]:
    """Say which conditions hold and which are back to normal in a set of readings.

    For each condition that any reading shows to be active: one ConditionActive with the worst evidence. For
    each that is back to normal: one ConditionNormal. Normal means that the newest value of every channel that
    the rule looks at is inside the limit by the deadband; with two gas heads on a device, one alone ends
    nothing. A condition that was active and is normal again gives both, the active one first. Between limit
    and deadband nothing is said. The answer does not depend on the order of the readings.

    Suspects are what is sound in readings that were refused: they can show danger, never its end.
    """
    rules = list(rules)
    watches: dict[ProfileKey, dict[str, list[_Watched]]] = {}
    seen: defaultdict[Condition, list[_Seen]] = defaultdict(list)
    for reading, suspect in [*((each, False) for each in readings), *((each, True) for each in suspects)]:
        key = (reading.tenant, reading.profile, reading.profile_version)
        if key not in watches:
            watches[key] = _watches(rules, profiles[key])
        for one in _values_under_rules(reading, watches[key], suspect=suspect):
            rule = one.watched.rule
            subject = subject_of("device", reading.device)
            seen[Condition(reading.tenant, reading.site, rule.name, subject)].append(one)
    return [signal for condition in sorted(seen) for signal in _signals(condition, seen[condition])]


def is_active(rule: ThresholdRule, value: float) -> bool:
    """Tell whether a value is at or beyond the limit."""
    return value >= rule.limit if rule.direction == "rising" else value <= rule.limit


def is_normal(rule: ThresholdRule, value: float) -> bool:
    """Tell whether a value is inside the limit by more than the deadband."""
    inside = rule.limit - value if rule.direction == "rising" else value - rule.limit
    return inside > rule.deadband


def badness(direction: str, evidence: Evidence) -> tuple[float, float, str, str]:
    """Order evidence from better to worse; of equal values the earlier is worse, so the order is total."""
    value = evidence.value if direction == "rising" else -evidence.value
    return value, -evidence.at.timestamp(), evidence.reading, evidence.channel


def _watches(rules: list[ThresholdRule], profile: Profile) -> dict[str, list[_Watched]]:
    """Give for each channel of a profile the rules that look at it."""
    watches: defaultdict[str, list[_Watched]] = defaultdict(list)
    for rule in rules:
        channels = frozenset(
            name
            for name, channel in profile.channels.items()
            if channel.hazard == rule.hazard and (channel.unit or "") == rule.unit
        )
        for name in channels:
            watches[name].append(_Watched(rule, channels))
    return watches


def _values_under_rules(
    reading: Reading, watches: Mapping[str, list[_Watched]], *, suspect: bool
) -> Iterator[_Seen]:
    for name, value in reading.values.items():
        if isinstance(value, str):
            continue
        for watched in watches.get(name, ()):
            rule = watched.rule
            evidence = Evidence(
                reading=reading.id,
                channel=name,
                value=float(value),
                limit=rule.limit,
                unit=rule.unit,
                at=reading.at,
            )
            yield _Seen(watched, evidence, suspect)


def _signals(condition: Condition, seen: list[_Seen]) -> Iterator[Signal]:
    rule = seen[0].watched.rule
    active = [one.evidence for one in seen if is_active(rule, one.evidence.value)]
    if active:
        yield ConditionActive(
            tenant=condition.tenant,
            site=condition.site,
            rule=rule.name,
            title=rule.title,
            subject=condition.subject,
            alarm_class=rule.alarm_class,
            direction=rule.direction,
            first_at=min(evidence.at for evidence in active),
            last_at=max(evidence.at for evidence in active),
            evidence=max(active, key=lambda evidence: badness(rule.direction, evidence)),
        )
    newest = _newest(seen)
    watched = frozenset[str]().union(*(one.watched.channels for one in seen))
    if newest.keys() == watched and all(is_normal(rule, each.value) for each in newest.values()):
        at = min(each.at for each in newest.values())
        if not active or at > max(evidence.at for evidence in active):
            yield ConditionNormal(
                tenant=condition.tenant, site=condition.site, rule=rule.name, subject=condition.subject, at=at
            )


def _newest(seen: list[_Seen]) -> dict[str, Evidence]:
    """Give the newest trusted evidence of each channel; of two at one moment the worse."""
    newest: dict[str, Evidence] = {}
    direction = seen[0].watched.rule.direction
    for evidence in (one.evidence for one in seen if not one.suspect):
        held = newest.get(evidence.channel)
        if held is None or _later(direction, evidence) > _later(direction, held):
            newest[evidence.channel] = evidence
    return newest


def _later(direction: str, evidence: Evidence) -> tuple[object, ...]:
    return evidence.at, badness(direction, evidence)
