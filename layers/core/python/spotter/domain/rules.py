"""Rules: what readings say about conditions. Pure, in event time, whatever the order; no model is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.names import DeviceName, ProfileName, RuleName, SiteName, Tenant
from spotter.contracts.profiles import Channel, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import ThresholdRule

Profiles = Mapping[tuple[Tenant, ProfileName, int], Profile]


class Condition(NamedTuple):
    """What an alarm is about: a rule on a subject at a site."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: DeviceName


class _Seen(NamedTuple):
    """One value of one reading as a rule sees it."""

    rule: ThresholdRule
    evidence: Evidence


def evaluate(rules: Iterable[ThresholdRule], readings: Iterable[Reading], profiles: Profiles) -> list[Signal]:
    """Say which conditions hold and which are back to normal in a set of readings.

    For each condition that any reading shows to be active: one ConditionActive with the worst evidence. For
    each whose newest reading is normal (inside the limit by the deadband): one ConditionNormal. A condition
    that was active and is normal again gives both, the active one first. Between limit and deadband nothing
    is said. The answer does not depend on the order of the readings.
    """
    seen: defaultdict[Condition, list[_Seen]] = defaultdict(list)
    rules = list(rules)
    for reading in readings:
        profile = profiles[reading.tenant, reading.profile, reading.profile_version]
        for one in _values_under_rules(rules, reading, profile):
            seen[Condition(reading.tenant, reading.site, one.rule.name, reading.device)].append(one)
    return [signal for condition in sorted(seen) for signal in _signals(condition, seen[condition])]


def is_active(rule: ThresholdRule, value: float) -> bool:
    """Tell whether a value is at or beyond the limit."""
    return value >= rule.limit if rule.direction == "rising" else value <= rule.limit


def is_normal(rule: ThresholdRule, value: float) -> bool:
    """Tell whether a value is inside the limit by more than the deadband."""
    inside = rule.limit - value if rule.direction == "rising" else value - rule.limit
    return inside > rule.deadband


def badness(direction: str, evidence: Evidence) -> tuple[float, float, str]:
    """Order evidence from better to worse; of equal values the earlier is worse, so the order is total."""
    value = evidence.value if direction == "rising" else -evidence.value
    return value, -evidence.at.timestamp(), evidence.reading


def _values_under_rules(rules: list[ThresholdRule], reading: Reading, profile: Profile) -> Iterator[_Seen]:
    for name, value in reading.values.items():
        channel = profile.channels[name]
        if channel.hazard is None or isinstance(value, str):
            continue
        for rule in rules:
            if _applies(rule, channel):
                yield _Seen(
                    rule,
                    Evidence(
                        reading=reading.id,
                        channel=name,
                        value=float(value),
                        limit=rule.limit,
                        unit=rule.unit,
                        at=reading.at,
                    ),
                )


def _applies(rule: ThresholdRule, channel: Channel) -> bool:
    return rule.hazard == channel.hazard and rule.unit == (channel.unit or "")


def _signals(condition: Condition, seen: list[_Seen]) -> Iterator[Signal]:
    rule = seen[0].rule
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
    newest = max(one.evidence.at for one in seen)
    if all(is_normal(rule, one.evidence.value) for one in seen if one.evidence.at == newest):
        yield ConditionNormal(
            tenant=condition.tenant, site=condition.site, rule=rule.name, subject=condition.subject, at=newest
        )
