"""Beacons: where somebody is who hears them. Pure; below ground and indoors there is no other fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec


class Beacon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A beacon that was surveyed in: where it hangs, and how strong it is a metre away, in dBm."""

    name: str
    latitude: float
    longitude: float
    level: int | None = None
    power_dbm: float = -59.0


class Propagation(msgspec.Struct, frozen=True):
    """How a signal fades with distance: the log-distance path-loss model.

    The exponent is 2 in the open and up to 4 among walls. A body in between swings the strength by 6 dB and
    more, so no fix claims to be better than `least_m`, and none is taken for worse than `most_m`.
    """

    exponent: float = 2.0
    least_m: float = 3.0
    most_m: float = 50.0


class Nearest(NamedTuple):
    """The beacon that is nearest, and how far away its hearer may be, in metres."""

    beacon: Beacon
    accuracy_m: float


def nearest(
    heard: Mapping[str, float], known: Mapping[str, Beacon], propagation: Propagation | None = None
) -> Nearest | None:
    """Find the nearest of the beacons that are heard, by name and strength in dBm; None when none is known.

    Nearest is the one with the least loss, since beacons differ in power; of equal ones the first by name.

    >>> shaft = Beacon("shaft-2", 50.0, 19.0, level=-3)
    >>> nearest({"shaft-2": -79.0, "stranger": -40.0}, {"shaft-2": shaft}).accuracy_m
    10.0
    """
    losses = [(known[name].power_dbm - strength, name) for name, strength in heard.items() if name in known]
    if not losses:
        return None
    loss, name = min(losses)
    assumed = propagation or Propagation()
    distance = 10.0 ** (max(min(loss, 200.0), -200.0) / (10.0 * assumed.exponent))
    return Nearest(known[name], min(max(distance, assumed.least_m), assumed.most_m))
