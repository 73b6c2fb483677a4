"""Sentences: what a rule says, in plain words, for the people who answer for it."""

from __future__ import annotations

from typing import Literal, assert_never

from spotter.contracts.alarms import AlarmClass
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
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Pending, Recent, Silent, Term

Language = Literal["en", "ko"]
_KOREAN = {
    AlarmClass.LIFE_SAFETY: "생명안전",
    AlarmClass.HIGH: "높음",
    AlarmClass.LOW: "낮음",
    AlarmClass.ADVISORY: "참고",
}


def explain(rule: Rule, language: Language = "en") -> str:
    """Say in plain words when a rule raises its alarm, when it ends, and where its number comes from."""
    if language == "ko":
        title = rule.title_ko or rule.title
        return f"{title} ({_KOREAN[rule.alarm_class]}). {_when(rule)}. 출처: {rule.source}"
    schedule = rule.schedule
    hours = "" if schedule is None else f" Only from {schedule.start} to {schedule.end} ({schedule.zone})."
    when = _when(rule)
    return f"{rule.title} ({rule.alarm_class}). {when[0].upper()}{when[1:]}.{hours} Source: {rule.source}"


def _when(rule: Rule) -> str:
    match rule:
        case ThresholdRule():
            return _threshold(rule)
        case CombinedRule():
            carries = " and ".join(each.hazard for each in rule.about)
            whose = f"one {rule.scope} that carries {carries}" if carries else f"one {rule.scope}"
            return f"when {_term(rule.when)}, on the readings of {whose}"
        case StalenessRule():
            return f"when nothing is heard of {rule.hazard} for {lasting(rule.after_s)}"
        case MixtureRule():
            parts = " + ".join(f"{part.hazard}/{_value(part.limit, part.unit)}" for part in rule.parts)
            return f"when {parts}, averaged over {lasting(rule.over_s)}, reaches {rule.limit:g}"
        case _:
            return _measured(rule)


def _measured(rule: DurationRule | RateRule | AverageRule | DoseRule) -> str:
    match rule:
        case DurationRule():
            where = _limit(rule)
            return (
                f"when {rule.hazard} is {where} for {lasting(rule.for_s)} within any {lasting(rule.within_s)}"
            )
        case RateRule():
            way = "rises" if rule.direction == "rising" else "falls"
            fast = _value(rule.limit, rule.unit)
            return f"when {rule.hazard} {way} by {fast} a minute or faster, seen over {lasting(rule.over_s)}"
        case AverageRule():
            over = "" if rule.divide_by_s is None else f", divided by {lasting(rule.divide_by_s)}"
            reached = _value(rule.limit, rule.unit)
            return f"when the average of {rule.hazard} over {lasting(rule.over_s)}{over} reaches {reached}"
        case DoseRule():
            full = f"{rule.criterion_db:g} {rule.unit} for {lasting(rule.criterion_s)}"
            return (
                f"when the dose of {rule.hazard} over {lasting(rule.over_s)} reaches {rule.limit:g} %, where "
                f"100 % is {full} and each {rule.exchange_db:g} dB more halves the time"
            )
        case _:
            assert_never(rule)


def _threshold(rule: ThresholdRule) -> str:
    said = f"as soon as {rule.hazard} is {_limit(rule)}"
    if rule.on_delay_s > 0:
        said = f"when {rule.hazard} stays {_limit(rule)} for "
        said += lasting(rule.on_delay_s)
    if rule.repeats > 1:
        said += f", {rule.repeats} times within {lasting(rule.within_s)}"
    back = rule.limit - rule.deadband if rule.direction == "rising" else rule.limit + rule.deadband
    way = "below" if rule.direction == "rising" else "above"
    delay = f" for {lasting(rule.off_delay_s)}" if rule.off_delay_s > 0 else ""
    return f"{said}; over again {way} {_value(back, rule.unit)}{delay}"


def _term(term: Term) -> str:
    match term:
        case Beyond():
            many = f" on {term.count} devices at once" if term.count > 1 else ""
            said = f"{term.hazard} is {_side(term.direction, term.limit, term.unit)}{many}"
        case Silent():
            said = f"nothing is heard of {term.hazard} for {lasting(term.for_s)}"
        case Held():
            said = f"({_term(term.of)}) for {lasting(term.for_s)} without a break"
        case Recent():
            said = f"({_term(term.of)}) within the last {lasting(term.within_s)}"
        case Pending():
            said = f"({_term(term.of)}) for {lasting(term.for_s)}, unless then ({_term(term.unless)})"
        case AllOf():
            said = " and ".join(f"({_term(inner)})" for inner in term.of)
        case AnyOf():
            said = " or ".join(f"({_term(inner)})" for inner in term.of)
        case Not():
            said = f"not known that ({_term(term.of)})"
        case _:
            assert_never(term)
    return said


def lasting(seconds: float) -> str:
    """Say how long something lasts.

    >>> lasting(28800), lasting(90), lasting(900)
    ('8 h', '90 s', '15 min')
    """
    for size, name in ((3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {name}"
    return f"{seconds:g} s"


def _limit(rule: ThresholdRule | DurationRule) -> str:
    side = _side(rule.direction, rule.limit, rule.unit)
    if rule.less_age is None:
        return side
    of, unknown = _value(rule.less_age.of, rule.unit), rule.less_age.unknown
    return f"{side} (that is {of} less the wearer's age, {unknown} where it is not known)"


def _side(direction: str, limit: float, unit: str) -> str:
    return f"at or {'above' if direction == 'rising' else 'below'} {_value(limit, unit)}"


def _value(value: float, unit: str) -> str:
    return f"{value:g} {unit}" if unit else f"{value:g}"
