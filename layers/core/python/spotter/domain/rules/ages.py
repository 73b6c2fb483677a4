"""Ages: limits that are lower for whoever is older, by who wore a device at the moment of each value. Pure.

Limits stay data: a pack gives a limit for people of one age and says that each year more lowers it by one.
Values are moved instead of limits: who is eight years older is judged by a value that is eight higher, so one
device may go from hand to hand and every value is compared with the limit of its wearer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.rules import DurationRule, Rule, ThresholdRule
from spotter.domain.rules.taking import moment
from spotter.domain.rules.tracks import Track
from spotter.domain.workers import age_in


class WornBy(NamedTuple):
    """Since and until when, in epoch milliseconds, a device was worn by somebody of this year of birth."""

    since: int
    until: int
    born: int


Ages = Mapping[str, Sequence[WornBy]]
"""By device; what is not covered was worn by nobody or by people of whom no year of birth is known."""

UNKNOWN: Ages = {}


def is_by_age(rule: Rule) -> bool:
    """Tell whether the limit of a rule depends on the age of people."""
    return isinstance(rule, ThresholdRule | DurationRule) and rule.less_age is not None


def years_older(rule: ThresholdRule | DurationRule, ages: Ages, device: str, at: int) -> float:
    """Say by how many years the wearer was older than the limit is for; 0 where their age is not known."""
    if rule.less_age is None:
        return 0.0
    for worn in ages.get(device, ()):
        if worn.since <= at < worn.until:
            return float(age_in(worn.born, moment(at).year) - rule.less_age.unknown)
    return 0.0


def as_if_usual(rule: ThresholdRule | DurationRule, ages: Ages, track: Track) -> Track:
    """Give a track as it would be of somebody whose age the limit is for."""
    if rule.less_age is None or track.device not in ages:
        return track
    moved = []
    for point in track.points:
        more = years_older(rule, ages, track.device, point.at)
        moved.append(point._replace(low=point.low + more, high=point.high + more))
    return track._replace(points=tuple(moved))
