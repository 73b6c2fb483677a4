"""Checks: what is wrong with rules, field by field, before they are accepted.

A rule that cannot work is worse than none, because somebody relies on it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import SLUG_PATTERN
from spotter.contracts.profiles import Channel
from spotter.contracts.rules import (
    AverageRule,
    DurationRule,
    LessAge,
    MixtureRule,
    RateRule,
    Rule,
    Schedule,
    ThresholdRule,
)
from spotter.domain.rules.needs import agents_of
from spotter.domain.rules.reach import unreachable

MOST_RULES = 500
RESERVED = "model-"
"""Rule names of models begin so (`domain/requests.advisory_rule`)."""


class Fault(NamedTuple):
    """One thing that is wrong: with which rule, in which field, and why."""

    rule: str
    field: str
    sentence: str


def faults(rules: Sequence[Rule], channels: Iterable[Channel]) -> list[Fault]:
    """Say all that is wrong with rules, for devices with such channels; nothing when they are sound."""
    if len(rules) > MOST_RULES:
        return [Fault("", "rules", f"{len(rules)} rules are more than the {MOST_RULES} that are taken")]
    known: dict[str, list[Channel]] = {}
    for channel in channels:
        if channel.hazard is not None:
            known.setdefault(channel.hazard, []).append(channel)
    doubled = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    found = [Fault(name, "name", "another rule has the same name") for name in doubled]
    for rule in rules:
        found += [Fault(rule.name, field, sentence) for field, sentence in _faults(rule, known)]
    return [*found, *_contradictions(rules)]


def _faults(rule: Rule, known: Mapping[str, list[Channel]]) -> Iterator[tuple[str, str]]:
    if re.fullmatch(SLUG_PATTERN, rule.name) is None or rule.name.startswith(RESERVED):
        yield "name", f"a name is a slug that does not begin with {RESERVED}"
    if not rule.source.strip():
        yield "source", "a limit without a source cannot be answered for"
    numbers = list(_numbers(rule))
    yield from numbers
    if numbers:
        return
    yield from _delays(rule)
    if isinstance(rule, ThresholdRule | DurationRule) and rule.less_age is not None:
        yield from _less_age(rule, rule.less_age)
    yield from _agents(rule, known)
    yield from unreachable(rule, known)
    if rule.schedule is not None:
        yield from _schedule(rule.schedule)


def _numbers(rule: Rule) -> Iterator[tuple[str, str]]:
    """Say which numbers are none, or are not positive where they have to be."""
    for field in msgspec.structs.fields(rule):
        value = getattr(rule, field.name)
        if not isinstance(value, float):
            continue
        if not math.isfinite(value):
            yield field.name, "this is no number"
        elif field.name in _POSITIVE and value <= 0:
            yield field.name, "this must be more than nothing"
        elif field.name in _NEVER_NEGATIVE and value < 0:
            yield field.name, "this must not be negative"
    if isinstance(rule, AverageRule | MixtureRule) and not 0 <= rule.coverage <= 1:
        yield "coverage", "a coverage is a share from 0 to 1"


_POSITIVE = frozenset(
    {"for_s", "over_s", "divide_by_s", "criterion_s", "exchange_db", "after_s", "act_by_s", "speaks_for_s"}
)
_NEVER_NEGATIVE = frozenset({"deadband", "on_delay_s", "off_delay_s", "within_s"})


def _delays(rule: Rule) -> Iterator[tuple[str, str]]:
    saving = rule.alarm_class is AlarmClass.LIFE_SAFETY
    why = "a life-safety rule never waits: it has an off-delay only"
    match rule:
        case ThresholdRule():
            if saving and rule.on_delay_s > 0:
                yield "on_delay_s", why
            if saving and rule.repeats > 1:
                yield "repeats", why
            if rule.repeats < 1:
                yield "repeats", "once is the least"
            if rule.repeats > 1 and rule.within_s <= 0:
                yield "within_s", "say within what time it is to be repeated"
        case DurationRule():
            if saving:
                yield "for_s", why
            if rule.for_s > rule.within_s:
                yield "for_s", "it can never be beyond its limit for longer than the time that is looked at"
        case _:
            return


def _less_age(rule: ThresholdRule | DurationRule, less: LessAge) -> Iterator[tuple[str, str]]:
    if rule.alarm_class is AlarmClass.LIFE_SAFETY:
        yield "less_age", "a life-safety limit does not depend on what is recorded of people"
    if rule.direction != "rising":
        yield "less_age", "a limit that falls with age is one that values rise to"
    if not math.isfinite(less.of) or less.unknown <= 0:
        yield "less_age", "this is no number, or no age"
    elif rule.limit != less.of - less.unknown:
        yield "limit", f"for the age of {less.unknown} it is {less.of - less.unknown:g}, by less_age"


def _agents(rule: Rule, known: Mapping[str, list[Channel]]) -> Iterator[tuple[str, str]]:
    agents = agents_of(rule)
    field = "parts" if isinstance(rule, MixtureRule) else "hazard" if hasattr(rule, "hazard") else "when"
    for hazard, count in Counter(hazard for hazard, _ in agents).items():
        if count > 1:
            mixed = ", ".join(unit or "no unit" for name, unit in agents if name == hazard)
            yield "unit", f"{hazard} is compared in mixed units: {mixed}"
    for hazard, unit in agents:
        if any(mark in hazard + unit for mark in "|\n") or not hazard:
            yield field, "a hazard has a name, and neither it nor its unit has a bar in it"
        channels = known.get(hazard, [])
        units = sorted({channel.unit or "" for channel in channels})
        if not channels:
            yield field, f"no channel carries the hazard {hazard}; there are {', '.join(sorted(known))}"
        elif unit not in units:
            yield "unit", f"{hazard} is measured in {', '.join(units)}, not in {unit or 'no unit'}"
        elif isinstance(rule, RateRule):
            slowest = max((channel.t90_s or 0.0 for channel in channels), default=0.0)
            if rule.over_s < slowest:
                sentence = f"the sensor takes {slowest:g} s to show 90 % of a step; look over no less"
                yield "over_s", sentence


def _schedule(schedule: Schedule) -> Iterator[tuple[str, str]]:
    try:
        ZoneInfo(schedule.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield "schedule.zone", f"there is no time zone {schedule.zone[:80]}"
    for field in ("start", "end"):
        try:
            time.fromisoformat(getattr(schedule, field))
        except ValueError:
            yield f"schedule.{field}", "a time of day is HH:MM"
    if not schedule.days or not set(schedule.days) <= set(range(7)):
        yield "schedule.days", "days are numbers from 0 (Monday) to 6, at least one"


def _contradictions(rules: Sequence[Rule]) -> Iterator[Fault]:
    """Find limits on two sides that leave no value normal."""
    thresholds = [rule for rule in rules if isinstance(rule, ThresholdRule)]
    falling = [rule for rule in thresholds if rule.direction == "falling"]
    for high in (rule for rule in thresholds if rule.direction == "rising"):
        for low in falling:
            same = (low.hazard, low.unit) == (high.hazard, high.unit)
            if same and low.limit + low.deadband >= high.limit - high.deadband:
                sentence = f"together with {low.name} no value of {high.hazard} is normal"
                yield Fault(high.name, "limit", sentence)
