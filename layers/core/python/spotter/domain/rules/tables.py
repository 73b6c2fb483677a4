"""Tables: rules compiled for one profile, so that a value far from every limit costs one comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.rules import ThresholdRule

ProfileKey = tuple[Tenant, ProfileName, int]
Profiles = Mapping[ProfileKey, Profile]
Calm = tuple[float, float]


class Watched(NamedTuple):
    """A rule and the channels of a profile that it looks at."""

    rule: ThresholdRule
    channels: tuple[str, ...]


class Table(NamedTuple):
    """The rules of a profile: for each channel the open interval in which all of them are normal.

    A value inside is calm: no rule has to be asked. `watched` holds what is asked about the others.
    """

    calm: dict[str, Calm]
    watched: tuple[Watched, ...]


def table_of(rules: Iterable[ThresholdRule], profile: Profile) -> Table:
    """Compile rules for a profile."""
    watched = tuple(
        Watched(rule, channels)
        for rule in rules
        if (channels := channels_under(rule.hazard, rule.unit, profile))
    )
    calm: dict[str, Calm] = {}
    for rule, channels in watched:
        for name in channels:
            calm[name] = _narrowed(calm.get(name, (-math.inf, math.inf)), rule)
    return Table(calm, watched)


def channels_under(hazard: str, unit: str, profile: Profile) -> tuple[str, ...]:
    """Name the channels of a profile that carry a hazard in a unit."""
    return tuple(
        name
        for name, channel in profile.channels.items()
        if channel.hazard == hazard and (channel.unit or "") == unit
    )


def _narrowed(calm: Calm, rule: ThresholdRule) -> Calm:
    """Take away what is not normal; one more step inwards, so that rounding never calls danger calm."""
    low, high = calm
    if rule.direction == "rising":
        return low, min(high, math.nextafter(rule.limit - rule.deadband, -math.inf))
    return max(low, math.nextafter(rule.limit + rule.deadband, math.inf)), high
