"""Fixes in readings: which channels of a profile say where a device is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spotter.contracts.fixes import Fix
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading, Scalar

LATITUDE: Final = "latitude"
LONGITUDE: Final = "longitude"
ACCURACY: Final = "accuracy"
LEVEL: Final = "level"
"""What the channels of a fix name as their hazard role, whatever the channels are called."""

PLACES: Final = frozenset({LATITUDE, LONGITUDE, ACCURACY, LEVEL})

UNSTATED_ACCURACY_M = 15.0
"""For a fix that does not say how good it is: the worse end of urban GNSS, 7 to 13 m, rounded up (1.7)."""


def tells_where(profile: Profile) -> bool:
    """Tell whether devices of a profile say where they are."""
    roles = {channel.hazard for channel in profile.channels.values()}
    return {LATITUDE, LONGITUDE} <= roles


def fix_of(reading: Reading, profile: Profile) -> Fix | None:
    """Read the fix of a reading; None when it holds none."""
    said = {
        channel.hazard: reading.values[name]
        for name, channel in profile.channels.items()
        if channel.hazard is not None and name in reading.values
    }
    latitude, longitude = _number(said, LATITUDE), _number(said, LONGITUDE)
    if latitude is None or longitude is None:
        return None
    accuracy, level = _number(said, ACCURACY), _number(said, LEVEL)
    return Fix(
        at=reading.at,
        latitude=latitude,
        longitude=longitude,
        accuracy_m=UNSTATED_ACCURACY_M if accuracy is None or accuracy <= 0 else accuracy,
        level=None if level is None else round(level),
        reading=reading.id,
    )


def _number(said: Mapping[str, Scalar], role: str) -> float | None:
    value = said.get(role)
    return None if value is None or isinstance(value, bool | str) else float(value)
