"""Shifts: the exposures of one worker over one shift, by the rules in force, from what readings there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.exposures import Bounds, Exposure
from spotter.contracts.profiles import Channel
from spotter.contracts.readings import Reading, Trust
from spotter.contracts.rules import AverageRule, DoseRule, MixtureRule, Rule
from spotter.domain.exposure.bounds import Plausible, grid_of, mixture_bounds, peak_bounds, total_bounds
from spotter.domain.rules.needs import Agent, agents_of, weight_of
from spotter.domain.rules.tables import Profiles
from spotter.domain.trust.grading import trust_in

USUAL_INTERVAL_S = 60.0
"""How often a channel is sampled when its profile does not say: once a minute (domain reference, 2)."""


class Sampled(NamedTuple):
    """What was sampled of one agent during a shift, and what its sensors can show."""

    samples: list[tuple[float, float]]
    interval_s: float
    least: float
    most: float


def exposures(
    rules: Iterable[Rule], readings: Iterable[Reading], profiles: Profiles, *, start: datetime, end: datetime
) -> tuple[Exposure, ...]:
    """Reckon every exposure of a shift; of readings with one name the one that arrived first stands.

    Values with doubts are not counted as measured: they leave a gap, and the bounds say so.
    """
    length_s = (end - start).total_seconds()
    sampled = _sampled(readings, profiles, start)
    found: list[Exposure] = []
    for rule in rules:
        if not isinstance(rule, AverageRule | DoseRule | MixtureRule):
            continue
        agents = agents_of(rule)
        if all(agent in sampled for agent in agents):
            found.append(_exposure(rule, [sampled[agent] for agent in agents], length_s))
    return tuple(sorted(found, key=lambda each: each.rule))


def _exposure(
    rule: AverageRule | DoseRule | MixtureRule, sampled: Sequence[Sampled], length_s: float
) -> Exposure:
    match rule:
        case MixtureRule():
            parts = [
                (_average(each, rule.over_s, rule.divide_by_s, length_s), part.limit)
                for each, part in zip(sampled, rule.parts, strict=True)
            ]
            hazard, unit = "+".join(part.hazard for part in rule.parts), "of limit"
            return Exposure(
                rule.name, "mixture", hazard, unit, rule.limit, mixture_bounds(parts), rule.source
            )
        case DoseRule():
            weigh, one = weight_of(rule).of, sampled[0]
            grid = grid_of(one.samples, length_s=length_s, interval_s=one.interval_s, weigh=weigh)
            bounds = total_bounds(grid, Plausible(0.0, weigh(one.most)), divide_by_s=rule.criterion_s)
            return Exposure(rule.name, "dose", rule.hazard, "%", rule.limit, bounds, rule.source)
        case AverageRule():
            bounds = _average(sampled[0], rule.over_s, rule.divide_by_s, length_s)
            return Exposure(
                rule.name, rule.statistic, rule.hazard, rule.unit, rule.limit, bounds, rule.source
            )


def _average(sampled: Sampled, over_s: float, divide_by_s: float | None, length_s: float) -> Bounds:
    grid = grid_of(sampled.samples, length_s=length_s, interval_s=sampled.interval_s)
    plausible = Plausible(sampled.least, sampled.most)
    if divide_by_s is not None:
        return total_bounds(grid, plausible, divide_by_s=divide_by_s)
    return peak_bounds(grid, plausible, over_s=over_s)


def _sampled(readings: Iterable[Reading], profiles: Profiles, start: datetime) -> dict[Agent, Sampled]:
    first: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda each: (each.arrived, each.at)):
        first.setdefault(reading.id, reading)
    found: dict[Agent, Sampled] = {}
    for name in sorted(first):
        reading = first[name]
        profile = profiles[reading.tenant, reading.profile, reading.profile_version]
        at_s = (reading.at - start).total_seconds()
        for agent, channel, value in _measured(reading, profile.channels):
            held = found[agent] = _widened(found.get(agent), _empty(channel))
            if value is not None:
                held.samples.append((at_s, value))
    return found


def _widened(held: Sampled | None, other: Sampled) -> Sampled:
    """Join what sensors of one agent can show: the bounds hold for each of them."""
    if held is None:
        return other
    return Sampled(
        held.samples,
        min(held.interval_s, other.interval_s),
        min(held.least, other.least),
        max(held.most, other.most),
    )


def _measured(
    reading: Reading, channels: Mapping[str, Channel]
) -> Iterator[tuple[Agent, Channel, float | None]]:
    for name, value in reading.values.items():
        channel = channels.get(name)
        if channel is None or channel.hazard is None or isinstance(value, str):
            continue
        doubted = trust_in(reading, name) is not Trust.GOOD
        yield (channel.hazard, channel.unit or ""), channel, None if doubted else float(value)


def _empty(channel: Channel) -> Sampled:
    """Say what a channel can have held unmeasured: between its sensor's ends, or nothing to anything."""
    least = 0.0 if channel.minimum is None else channel.minimum
    most = float("inf") if channel.maximum is None else channel.maximum
    return Sampled([], channel.interval_s or USUAL_INTERVAL_S, least, most)
