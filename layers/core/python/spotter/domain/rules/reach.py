"""Reach: states of a rule that no reading can bring about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from spotter.contracts.profiles import Channel
from spotter.contracts.rules import AverageRule, CombinedRule, DurationRule, Rule, ThresholdRule
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Pending, Recent, Silent, Term
from spotter.domain.rules.needs import about_of, agents_of

DEEPEST = 8


def unreachable(rule: Rule, known: Mapping[str, list[Channel]]) -> Iterator[tuple[str, str]]:
    """Say by which field a rule can never be raised, or never be normal again."""
    match rule:
        case CombinedRule():
            yield from _in_term(rule.when, 0)
            yield from _about(rule)
        case ThresholdRule():
            yield from _in_range(rule, rule.deadband, known)
        case DurationRule() | AverageRule():
            yield from _in_range(rule, 0.0, known)
        case _:
            return


def _in_range(
    rule: ThresholdRule | DurationRule | AverageRule, deadband: float, known: Mapping[str, list[Channel]]
) -> Iterator[tuple[str, str]]:
    channels = [each for each in known.get(rule.hazard, ()) if (each.unit or "") == rule.unit]
    lows = [each.minimum for each in channels]
    highs = [each.maximum for each in channels]
    rising = isinstance(rule, AverageRule) or rule.direction == "rising"
    low = None if None in lows or not lows else min(each for each in lows if each is not None)
    high = None if None in highs or not highs else max(each for each in highs if each is not None)
    if rising and high is not None and rule.limit > high:
        yield "limit", f"no sensor of {rule.hazard} can show {rule.limit:g}: they end at {high:g}"
    if not rising and low is not None and rule.limit < low:
        yield "limit", f"no sensor of {rule.hazard} can show {rule.limit:g}: they begin at {low:g}"
    if rising and low is not None and rule.limit - deadband <= low:
        yield "deadband", f"it can never be normal again: sensors of {rule.hazard} begin at {low:g}"
    if not rising and high is not None and rule.limit + deadband >= high:
        yield "deadband", f"it can never be normal again: sensors of {rule.hazard} end at {high:g}"


def _in_term(term: Term, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        yield "when", f"terms are nested deeper than {DEEPEST}"
        return
    match term:
        case Beyond():
            if term.count < 1:
                yield "when.count", "at least one device"
        case Silent() | Held() | Pending() if term.for_s <= 0:
            yield "when.for_s", "this must be more than nothing"
        case Recent() if term.within_s <= 0:
            yield "when.within_s", "this must be more than nothing"
        case AllOf() | AnyOf() if not term.of:
            yield "when.of", "join at least one term"
        case AllOf():
            yield from _contradicting(term)
        case _:
            pass
    for inner in inner_terms(term):
        yield from _in_term(inner, depth + 1)


def _about(rule: CombinedRule) -> Iterator[tuple[str, str]]:
    """Find a rule that is about everybody, or about something that it does not look at."""
    agents = agents_of(rule)
    if not rule.about and holds_unheard(rule.when):
        names = ", ".join(hazard for hazard, _ in agents)
        yield "about", f"it also holds where nothing is heard: say which of {names} a device must carry"
    for hazard, unit in about_of(rule):
        if (hazard, unit) not in agents:
            yield "about", f"it does not look at {hazard} in {unit or 'no unit'}"


def holds_unheard(term: Term) -> bool:
    """Tell whether a term holds where nothing was ever heard, as a `not` does by itself."""
    match term:
        case Beyond() | Silent():
            return False
        case Not():
            return not holds_unheard(term.of)
        case AllOf():
            return all(map(holds_unheard, term.of))
        case AnyOf():
            return any(map(holds_unheard, term.of))
        case Held() | Recent() | Pending():
            return holds_unheard(term.of)
        case _:
            assert_never(term)


def inner_terms(term: Term) -> tuple[Term, ...]:
    """Give the terms that a term is made of."""
    match term:
        case AllOf() | AnyOf():
            return term.of
        case Pending():
            return (term.of, term.unless)
        case Held() | Recent() | Not():
            return (term.of,)
        case _:
            return ()


def _contradicting(term: AllOf) -> Iterator[tuple[str, str]]:
    """Find what no single device can show: above one limit and below a lower one."""
    leaves = [inner for inner in term.of if isinstance(inner, Beyond) and inner.count == 1]
    for high in (leaf for leaf in leaves if leaf.direction == "rising"):
        for low in (leaf for leaf in leaves if leaf.direction == "falling"):
            if (high.hazard, high.unit) == (low.hazard, low.unit) and high.limit > low.limit:
                sentence = f"{high.hazard} is never above {high.limit:g} and below {low.limit:g} at once"
                yield "when", sentence
    for leaf in leaves:
        if Not(leaf) in term.of:
            yield "when", f"{leaf.hazard} cannot be beyond {leaf.limit:g} and not be so"
