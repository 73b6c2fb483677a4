"""Episodes: the settled answer of the rules over a set of readings, whatever their order and repetition.

Live signals may be provisional, since late data can change what was said. Episodes are what the ledger,
exposures, labels, a dry run and a replay are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant, subject_of
from spotter.contracts.readings import Reading
from spotter.contracts.rules import CombinedRule, Rule, Scope
from spotter.domain.rules.ages import UNKNOWN, Ages
from spotter.domain.rules.conditions import condition
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.needs import needs_of
from spotter.domain.rules.scenes import Scene, scene_of
from spotter.domain.rules.spans import latched
from spotter.domain.rules.tables import Profiles
from spotter.domain.rules.taking import milliseconds, moment, take

Subjects = Callable[[Scope, Reading], tuple[Subject, ...]]
"""Says whose a reading is under a scope: of its device, the worker who wears it, the zones it is in."""


class Episode(msgspec.Struct, frozen=True, order=True):
    """One alarm as it would stand in the ledger: from when to when, and the worst that was seen."""

    tenant: Tenant
    site: SiteName
    subject: Subject
    rule: RuleName
    start: datetime
    end: datetime | None
    last_active: datetime
    worst: float
    alarm_class: AlarmClass


def by_device(scope: Scope, reading: Reading) -> tuple[Subject, ...]:
    """Give the subjects that need no further knowledge: the device itself, and the site."""
    match scope:
        case "device":
            return (subject_of("device", reading.device),)
        case "site":
            return (subject_of("site", reading.site),)
        case _:
            return ()


def episodes(
    rules: Iterable[Rule],
    readings: Iterable[Reading],
    profiles: Profiles,
    *,
    subjects: Subjects = by_device,
    now: datetime | None = None,
    ages: Ages = UNKNOWN,
) -> list[Episode]:
    """Judge a whole set of readings. With `now`, silence up to then counts.

    Of readings with the same device, boot and number the one that arrived first stands.
    """
    rules = list(rules)
    ordered = sorted(readings, key=lambda each: (each.arrived, each.id, each.at))
    found: list[Episode] = []
    for scope in ("device", "worker", "zone", "site"):
        of_scope = [rule for rule in rules if scope_of(rule) == scope]
        if not of_scope:
            continue
        memories: dict[tuple[Tenant, SiteName, Subject], Memory] = {}
        needs = needs_of(of_scope)
        for reading in ordered:
            profile = profiles[reading.tenant, reading.profile, reading.profile_version]
            for subject in subjects(scope, reading):
                memory = memories.setdefault((reading.tenant, reading.site, subject), Memory())
                take(memory, [reading], needs.of(profile))
        for key, memory in memories.items():
            scene = scene_of(memory, now=None if now is None else milliseconds(now), ages=ages)
            found += _of_subject(of_scope, key, scene)
    return sorted(found, key=lambda each: (each.start, each.tenant, each.site, each.subject, each.rule))


def scope_of(rule: Rule) -> Scope:
    """Say whose readings a rule looks at together."""
    return rule.scope if isinstance(rule, CombinedRule) else "device"


def _of_subject(rules: list[Rule], key: tuple[Tenant, SiteName, Subject], scene: Scene) -> Iterable[Episode]:
    tenant, site, subject = key
    for rule in rules:
        judged = condition(rule, scene)
        for start, end, last in latched(judged.active, judged.normal):
            yield Episode(
                tenant,
                site,
                subject,
                rule.name,
                moment(start),
                None if end is None else moment(end),
                moment(last),
                judged.worst(start, last)[1],
                rule.alarm_class,
            )
