"""Quiet: a look at the extremes of the last hours that tells whether a rule need be asked at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spotter.contracts.rules import (
    AverageRule,
    CombinedRule,
    DoseRule,
    DurationRule,
    MixtureRule,
    RateRule,
    Rule,
    ThresholdRule,
)
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Pending, Recent, Term
from spotter.domain.rules.memory import MINUTE_MS, Memory
from spotter.domain.rules.needs import Agent, Weight, weight_of

Extremes = dict[Agent, tuple[float, float]]


class Span(NamedTuple):
    """Since and until when a track or lane was heard, and whether its last value is trusted."""

    since: int
    until: int
    trusted: bool


Heard = dict[tuple[str, str, bool], list[Span]]
"""By hazard, unit, and whether it is a lane of minutes."""


def extremes_of(memory: Memory) -> Extremes:
    """Give the lowest and the highest value of each agent within what is kept."""
    found: Extremes = {}
    for track, peaks in memory.peaks.items():
        if not peaks:
            continue
        hazard, unit, _ = track.split("|")
        low, high = found.get((hazard, unit), next(iter(peaks.values())))
        found[hazard, unit] = (
            min(low, *(peak[0] for peak in peaks.values())),
            max(high, *(peak[1] for peak in peaks.values())),
        )
    return found


def heard_of(memory: Memory) -> Heard:
    """Say of each track and lane since and until when it was heard, and whether to trust the last."""
    heard: Heard = {}
    for name, points in memory.points.items():
        if points:
            hazard, unit, _ = name.split("|")
            newest = points[max(points)]
            span = Span(points[min(points)].at, newest.at, newest.trusted)
            heard.setdefault((hazard, unit, False), []).append(span)
    for name, minutes in memory.minutes.items():
        if minutes:
            hazard, unit, _, _ = name.split("|")
            last = minutes[max(minutes)]
            span = Span(min(minutes) * MINUTE_MS, last.last, last.trusted)
            heard.setdefault((hazard, unit, True), []).append(span)
    return heard


def is_quiet(rule: Rule, extremes: Extremes) -> bool:
    """Tell whether a rule cannot have held, and was normal whenever anything was heard.

    It may say no too often, never yes wrongly.
    """
    match rule:
        case ThresholdRule() | DurationRule():
            band = rule.deadband if isinstance(rule, ThresholdRule) else 0.0
            return _inside(rule.direction, rule.limit, band, extremes.get((rule.hazard, rule.unit)))
        case RateRule():
            low, high = extremes.get((rule.hazard, rule.unit), (0.0, 0.0))
            return (high - low) * 60 / rule.over_s < rule.limit - rule.deadband
        case AverageRule() | DoseRule():
            return _sum_inside(rule, extremes.get((rule.hazard, rule.unit)))
        case MixtureRule():
            return _mixture_inside(rule, extremes)
        case CombinedRule():
            return not _may_hold(rule.when, extremes)
        case _:
            return False


def _inside(direction: str, limit: float, band: float, extremes: tuple[float, float] | None) -> bool:
    if extremes is None:
        return True
    low, high = extremes
    return high < limit - band if direction == "rising" else low > limit + band


def _sum_inside(rule: AverageRule | DoseRule, extremes: tuple[float, float] | None) -> bool:
    if extremes is None:
        return True
    most = extremes[1]
    if isinstance(rule, DoseRule):
        weight: Weight = weight_of(rule)
        return weight.of(most) * rule.over_s / rule.criterion_s < rule.limit - rule.deadband
    return most * rule.over_s / (rule.divide_by_s or rule.over_s) < rule.limit - rule.deadband


def _mixture_inside(rule: MixtureRule, extremes: Extremes) -> bool:
    longer = rule.over_s / (rule.divide_by_s or rule.over_s)
    parts: Iterable[float] = (
        extremes[part.hazard, part.unit][1] * longer / part.limit
        for part in rule.parts
        if (part.hazard, part.unit) in extremes
    )
    return sum(parts) < rule.limit - rule.deadband


def _may_hold(term: Term, extremes: Extremes) -> bool:
    match term:
        case Beyond():
            return not _inside(term.direction, term.limit, 0.0, extremes.get((term.hazard, term.unit)))
        case Held() | Recent() | Pending():
            return _may_hold(term.of, extremes)
        case AllOf():
            return all(_may_hold(inner, extremes) for inner in term.of)
        case AnyOf():
            return any(_may_hold(inner, extremes) for inner in term.of)
        case _:
            return True
