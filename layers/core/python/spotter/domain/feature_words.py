"""Features in words: what each one is and in which unit, for whoever chooses or reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spotter.contracts.feature_sets import DescribedFeature, FeatureSet
from spotter.contracts.features import Feature, Pairing, Statistic
from spotter.contracts.profiles import Profile
from spotter.domain.features import OF_THE_AIR
from spotter.domain.statistics import MEANINGS

NONE = "1"
OF_ITS_SENSOR = "sensor's"
"""The unit of the air: which device measures it is told by the zone, not by the wearer's profile."""
_UNITS: Mapping[Statistic, str] = {
    Statistic.COUNT: NONE,
    Statistic.CROSSINGS: NONE,
    Statistic.FREQUENCY: "Hz",
    Statistic.SINCE: "s",
}


def described(features: FeatureSet, profile: Profile) -> Iterator[DescribedFeature]:
    """Say of each feature what it is, in the order in which they are computed."""
    window = features.window
    for channel in window.channels:
        for name in window.statistics:
            usual = Feature(channel, name, window.length_s)
            yield _described(f"{channel}__{name}", usual, features.meanings, profile)
    for feature in window.more:
        yield _described(feature.name, feature, features.meanings, profile)


def _described(
    name: str, feature: Feature, meanings: Mapping[str, str], profile: Profile
) -> DescribedFeature:
    meaning = f"{_words(feature)}; {meanings[name]}" if name in meanings else _words(feature)
    return DescribedFeature(name, meaning, _unit(feature, profile))


def _words(feature: Feature) -> str:
    """Say what a feature is.

    >>> _words(Feature("air.ch4", Statistic.MAXIMUM, 60.0, lag_s=30.0))
    'the largest value of ch4 in the air of the zone over 60 s, until 30 s before'
    """
    when = f"over {feature.length_s:g} s" + (f", until {feature.lag_s:g} s before" if feature.lag_s else "")
    taken = MEANINGS[feature.statistic][0]
    one, other = _channel(feature.channel), _channel(feature.beside or "")
    if feature.beside is None:
        return f"{taken} of {one} {when}"
    if feature.how is Pairing.CORRELATION:
        return f"how {one} and {other} go together {when}"
    sign = "minus" if feature.how is Pairing.DIFFERENCE else "over"
    return f"{taken} of {one} {sign} that of {other} {when}"


def _channel(name: str) -> str:
    if name.startswith(OF_THE_AIR):
        return f"{name.removeprefix(OF_THE_AIR)} in the air of the zone"
    return name


def _unit(feature: Feature, profile: Profile) -> str:
    if feature.beside is not None and feature.how is not Pairing.DIFFERENCE:
        return NONE
    if feature.statistic in _UNITS:
        return _UNITS[feature.statistic]
    channel = profile.channels.get(feature.channel)
    unit = (channel.unit if channel else None) or NONE
    if feature.channel.startswith(OF_THE_AIR):
        unit = OF_ITS_SENSOR
    match feature.statistic:
        case Statistic.SLOPE | Statistic.JERK:
            return f"{unit}/s"
        case Statistic.ENERGY:
            return f"{unit}^2" if unit != NONE else NONE
        case _:
            return unit
