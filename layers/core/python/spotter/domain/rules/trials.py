"""Trials: the examples that a rule carries, played against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Example, Rule
from spotter.domain.rules.episodes import by_device, episodes, scope_of
from spotter.domain.rules.needs import agents_of

_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday: examples are told in seconds from here."""

_TENANT, _SITE, _PROFILE = Tenant("example"), SiteName("example"), ProfileName("example")


def failures(rule: Rule) -> Iterator[str]:
    """Say of each example that does not come out as told what came out instead."""
    for number, example in enumerate(rule.examples, 1):
        raised = raised_at(rule, example)
        if raised != list(example.raised_at):
            told = ", ".join(f"{at:g} s" for at in example.raised_at) or "never"
            came = ", ".join(f"{at:g} s" for at in raised) or "never"
            yield f"example {number}: should be raised at {told}, was raised at {came}"


def raised_at(rule: Rule, example: Example) -> list[float]:
    """Give the seconds at which an example raises a rule."""
    hazards = dict(agents_of(rule))
    channels = {h: Channel(ChannelType.NUMBER, unit=unit or None, hazard=h) for h, unit in hazards.items()}
    profile = Profile(_TENANT, _PROFILE, 1, channels)
    readings = [_reading(seq, at, dict(values)) for seq, (at, values) in enumerate(example.readings)]
    subjects = by_device if scope_of(rule) in {"device", "site"} else lambda _, reading: (reading.site,)
    found = episodes([rule], readings, {(_TENANT, _PROFILE, 1): profile}, subjects=subjects)
    return [(each.start - _BEGIN).total_seconds() for each in found]


def _reading(seq: int, at_s: float, values: dict[str, float]) -> Reading:
    at = _BEGIN + timedelta(seconds=at_s)
    return Reading(_TENANT, _SITE, DeviceName("d"), _PROFILE, 1, "b", seq, at, at, {**values})
