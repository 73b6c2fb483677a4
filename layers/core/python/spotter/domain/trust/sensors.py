"""Sensors: what can make a sensor's value doubtful, from what its profile and its checks say. Pure.

A profile is compiled once into what is looked at per channel, because every value of every reading passes
here. The physics is that of the domain reference, 1.9: gas heads cannot measure less than nothing, a
catalytic bead that was driven over its range may read falsely low until it is calibrated, and without oxygen
it measures nothing at all; no sensor shows a step faster than its t90.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.devices import SensorChecks
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt
from spotter.contracts.trails import milliseconds

CONCENTRATIONS = frozenset({"%", "%vol", "% vol", "%LEL", "% LEL", "ppm", "ppb", "mg/m3", "ug/m3"})
"""Units of which there cannot be less than none."""

COMBUSTIBLE = frozenset({"lel", "ch4"})
"""Hazards that catalytic beads look for."""

OXYGEN = "o2"
LEAST_OXYGEN = 10.0
"""% by volume; below it the reading of a bead is void (domain reference, 1.9)."""

SILENT_AFTER = 2
"""Sampling intervals without a value after which a channel is silent."""

FOREVER = 2**62
NEVER = -1


class Sensor(NamedTuple):
    """One channel as it is looked at; times are in milliseconds, FOREVER where the profile says nothing.

    `fastest` is the largest plausible change a millisecond; `settles` how long a jump is doubted at least.
    `calibration` and `bump_test` are the moments from which they are overdue.
    """

    channel: str
    silent: int
    t90: int
    fastest: float
    settles: int
    stuck: int
    warm_up: int
    least: float
    most: float
    bead: bool
    oxygen: bool
    calibration: int
    bump_test: int
    trusted_after: int


def sensors_of(profile: Profile, checks: Mapping[str, SensorChecks]) -> tuple[Sensor, ...]:
    """Compile what is looked at for a device with these checks; oxygen first, since beads depend on it."""
    sensors = [
        _sensor(name, channel, checks.get(name, SensorChecks()))
        for name, channel in profile.channels.items()
        if channel.type in {ChannelType.NUMBER, ChannelType.INTEGER} and _is_judged(channel)
    ]
    return tuple(sorted(sensors, key=lambda sensor: (not sensor.oxygen, sensor.channel)))


def lasting_doubts(sensor: Sensor, at: int, begins: int, over: int) -> tuple[Doubt, ...]:
    """Give the doubts that depend on time alone: checks overdue, warm-up, a latched over-range.

    `over` is 0 where the sensor never was over its range.
    """
    doubts = []
    if at > sensor.calibration:
        doubts.append(Doubt.CALIBRATION_OVERDUE)
    if at > sensor.bump_test:
        doubts.append(Doubt.BUMP_TEST_OVERDUE)
    if at - begins < sensor.warm_up:
        doubts.append(Doubt.WARMING_UP)
    if sensor.bead and 0 < over <= at and sensor.trusted_after < over:
        doubts.append(Doubt.OVER_RANGE)
    return tuple(doubts)


def _is_judged(channel: Channel) -> bool:
    told = (
        channel.interval_s,
        channel.rate_limit,
        channel.stuck_after_s,
        channel.warm_up_s,
        channel.calibration_days,
        channel.bump_test_days,
    )
    return channel.hazard is not None or any(each is not None for each in told)


def _sensor(name: str, channel: Channel, checks: SensorChecks) -> Sensor:
    interval, t90 = _ms(channel.interval_s, 0), _ms(channel.t90_s, 0)
    hazard = channel.hazard
    known = [checks.calibrated_at, checks.acknowledged_at]
    return Sensor(
        channel=name,
        silent=SILENT_AFTER * interval or FOREVER,
        t90=max(t90, 1),
        fastest=float("inf") if channel.rate_limit is None else channel.rate_limit / 1000,
        settles=max(t90, SILENT_AFTER * interval),
        stuck=_ms(channel.stuck_after_s, FOREVER),
        warm_up=_ms(channel.warm_up_s, 0),
        least=0.0 if hazard is not None and channel.unit in CONCENTRATIONS else float("-inf"),
        most=float("inf") if channel.maximum is None or hazard is None else channel.maximum,
        bead=hazard in COMBUSTIBLE,
        oxygen=hazard == OXYGEN,
        calibration=_overdue(channel.calibration_days, checks.calibrated_at),
        bump_test=_overdue(channel.bump_test_days, checks.bump_tested_at),
        trusted_after=NEVER if None in known else min(milliseconds(each) for each in known if each),
    )


def _ms(seconds: float | None, otherwise: int) -> int:
    return otherwise if seconds is None else int(seconds * 1000)


def _overdue(days: float | None, done_at: datetime | None) -> int:
    """Say when a check is overdue: never where none is asked for, always where nobody knows of one."""
    if days is None:
        return FOREVER
    return NEVER if done_at is None else milliseconds(done_at + timedelta(days=days))
