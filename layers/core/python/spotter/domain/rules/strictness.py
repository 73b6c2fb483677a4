"""Strictness: which of two rules about the same thing protects more. Limits are compared, never derived."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName
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

Slot = tuple[object, ...]


def slot_of(rule: Rule) -> Slot:
    """Say what a rule is about: only rules of one slot can be compared by their limits."""
    match rule:
        case ThresholdRule():
            waits = (rule.on_delay_s, rule.repeats, rule.within_s, rule.schedule, rule.less_age)
            own: Slot = (rule.hazard, rule.unit, rule.direction, *waits)
        case DurationRule():
            own = (rule.hazard, rule.unit, rule.direction, rule.for_s, rule.within_s, rule.less_age)
        case RateRule():
            own = (rule.hazard, rule.unit, rule.direction, rule.over_s)
        case AverageRule():
            own = (rule.hazard, rule.unit, rule.statistic, rule.over_s, rule.divide_by_s)
        case DoseRule():
            own = (rule.hazard, rule.unit, rule.over_s, rule.criterion_db, rule.criterion_s, rule.exchange_db)
        case StalenessRule():
            own = (rule.hazard, rule.unit)
        case MixtureRule():
            own = (tuple((part.hazard, part.unit) for part in rule.parts), rule.over_s, rule.divide_by_s)
        case CombinedRule():
            own = (rule.name,)
    return (type(rule).__name__, rule.alarm_class, *own)


def in_force(packs: Iterable[Iterable[Rule]], own: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Give the rules in force: of each slot the strictest, of equally strict ones the first.

    A site's own rule takes the place of a pack's rule of the same name.
    """
    mine = list(own)
    named = {rule.name for rule in mine}
    chosen: dict[Slot, Rule] = {}
    for rule in [*mine, *(rule for pack in packs for rule in pack if rule.name not in named)]:
        held = chosen.setdefault(slot_of(rule), rule)
        if held is not rule and is_stricter(rule, held):
            chosen[slot_of(rule)] = rule
    return tuple(chosen.values())


def is_stricter(rule: Rule, other: Rule) -> bool:
    """Tell whether a rule of the same slot raises its alarm earlier."""
    return _level(rule) < _level(other)


def loosened(before: Iterable[Rule], after: Iterable[Rule]) -> list[RuleName]:
    """Name the life-safety rules that would protect less than they do: these need a second person."""
    later: dict[Slot, Rule] = {slot_of(rule): rule for rule in after}
    guarding = [rule for rule in before if rule.alarm_class is AlarmClass.LIFE_SAFETY]
    return [rule.name for rule in guarding if not _as_strict(later.get(slot_of(rule)), rule)]


def _as_strict(new: Rule | None, old: Rule) -> bool:
    if new is None or (new.schedule is not None and new.schedule != old.schedule):
        return False
    if new.act_by_s < old.act_by_s or _level(new) > _level(old):
        return False
    if isinstance(new, CombinedRule) and isinstance(old, CombinedRule):
        wide = set(new.about) <= set(old.about)
        same_scope = new.scope == old.scope and new.speaks_for_s == old.speaks_for_s
        return wide and same_scope and new.when == old.when
    if isinstance(new, ThresholdRule) and isinstance(old, ThresholdRule):
        return new.off_delay_s >= old.off_delay_s and new.deadband >= old.deadband
    return True


def _level(rule: Rule) -> tuple[float, ...]:
    """Give how much it takes to raise the alarm, so that less is stricter."""
    match rule:
        case ThresholdRule() | DurationRule():
            return (rule.limit if rule.direction == "rising" else -rule.limit,)
        case MixtureRule():
            return rule.limit, *(part.limit for part in rule.parts)
        case StalenessRule():
            return (rule.after_s,)
        case CombinedRule():
            return ()
        case _:
            return (rule.limit,)


def same(first: Rule, second: Rule) -> bool:
    """Tell whether two rules judge alike, whatever they are called."""
    plain = {"title": "", "title_ko": None, "source": "", "examples": ()}
    return bool(msgspec.structs.replace(first, **plain) == msgspec.structs.replace(second, **plain))
