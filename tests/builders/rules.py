"""Rules, profiles with every hazard they look at, and streams of readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from builders.alarm_path import GAS, NOON, PROFILE, TENANT, a_reading, after
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName, RuleName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule, ThresholdRule
from spotter.domain.rules.episodes import Episode, episodes
from spotter.domain.rules.needs import agents_of
from spotter.domain.rules.tables import ProfileKey

HEAD: dict[str, Any] = {"title": "A rule", "alarm_class": AlarmClass.HIGH, "source": "a test"}
O2: dict[str, Any] = {  # as a body of HTTP
    "kind": "threshold",
    "name": "o2-low",
    "title": "Oxygen low",
    "hazard": "o2",
    "unit": "%",
    "direction": "falling",
    "limit": 20.0,
    "deadband": 0.1,
    "alarm_class": "life-safety",
    "source": "the site's own risk assessment",
}


def a_threshold(name: str = "co", **changes: Any) -> ThresholdRule:  # noqa: ANN401 - any field
    """CO at or above 30 ppm, normal below 25."""
    fields: dict[str, Any] = {
        "hazard": "co",
        "unit": "ppm",
        "direction": "rising",
        "limit": 30.0,
        "deadband": 5.0,
    }
    return ThresholdRule(name=RuleName(name), **(HEAD | fields | changes))


def a_profile_for(rules: Iterable[Rule]) -> Profile:
    """A device with a channel for each hazard that the rules look at, named like it."""
    channels = {
        hazard: Channel(ChannelType.NUMBER, unit=unit or None, hazard=hazard)
        for rule in rules
        for hazard, unit in agents_of(rule)
    }
    return msgspec.structs.replace(GAS, channels=channels)


def known(*rules: Rule) -> dict[ProfileKey, Profile]:
    """The one profile that readings of these tests have."""
    return {(TENANT, PROFILE, 1): a_profile_for(rules)}


def a_stream(
    values: Sequence[dict[str, float] | float],
    *,
    every_s: float = 60.0,
    hazard: str = "co",
    device: str = "d",
) -> list[Reading]:
    """Readings at a steady pace; a bare number is a value of the hazard, NaN a missing reading."""
    readings: list[Reading] = []
    for number, said in enumerate(values):
        value = said if isinstance(said, dict) else {hazard: said}
        if all(each == each for each in value.values()):  # noqa: PLR0124 - NaN differs from itself
            reading = a_reading(dict(value), seq=number, at=after(number * every_s))
            readings.append(msgspec.structs.replace(reading, device=DeviceName(device)))
    return readings


def stretches(rule: Rule, readings: Iterable[Reading]) -> list[tuple[float, float | None]]:
    """From when to when a rule is raised, in seconds after noon."""
    return [_stretch(each) for each in episodes([rule], readings, known(rule))]


def _stretch(episode: Episode) -> tuple[float, float | None]:
    second = timedelta(seconds=1)
    end = None if episode.end is None else (episode.end - NOON) / second
    return (episode.start - NOON) / second, end
