"""Validation: does an item say what its device can say?"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from spotter.contracts.devices import Device
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading, RefusalReason, Scalar
from spotter.domain.decoding import Item, Quantity, Refused

FURTHEST_FUTURE = timedelta(minutes=2)
"""How far a device's clock may run ahead of ours; beyond it a clock is wrong (domain reference, 1.9)."""

LONGEST_NAME = 128
"""Characters of a boot name or a text value; longer ones are mistakes."""

_TYPES: dict[ChannelType, tuple[type, ...]] = {
    ChannelType.NUMBER: (int, float),
    ChannelType.INTEGER: (int,),
    ChannelType.BOOLEAN: (bool,),
    ChannelType.STRING: (str,),
}


def reading_of(item: Item, *, device: Device, profile: Profile, arrived: datetime) -> Reading:
    """Check an item against the profile of its device and give the reading.

    Raises:
        Refused: something does not hold; the first thing found is the reason.
    """
    if item.at.tzinfo is None:
        raise Refused(RefusalReason.MALFORMED, "the time `at` names no time zone")
    at = item.at.astimezone(UTC)
    if at - arrived > FURTHEST_FUTURE:
        raise Refused(
            RefusalReason.FAR_FUTURE, f"measured at {at.isoformat()}, arrived at {arrived.isoformat()}"
        )
    if item.seq < 0 or not 0 < len(item.boot) <= LONGEST_NAME:
        raise Refused(
            RefusalReason.MALFORMED, "seq must not be negative, and boot must be 1 to 128 characters"
        )
    if not item.values:
        raise Refused(RefusalReason.MISSING_FIELD, "the reading holds no values")
    return Reading(
        tenant=device.tenant,
        site=device.site,
        device=device.name,
        profile=profile.name,
        profile_version=profile.version,
        boot=item.boot,
        seq=item.seq,
        at=at,
        arrived=arrived,
        values={name: _value(name, said, profile.channels.get(name)) for name, said in item.values.items()},
    )


def _value(name: str, said: Scalar | Quantity, channel: Channel | None) -> Scalar:
    shown = name[:LONGEST_NAME]
    if channel is None:
        raise Refused(RefusalReason.UNKNOWN_CHANNEL, f"the profile has no channel {shown}")
    if isinstance(said, Quantity) and said.unit != channel.unit:
        sentence = f"{shown} is in {channel.unit or 'no unit'}, not in {said.unit[:32]}"
        raise Refused(RefusalReason.WRONG_UNIT, sentence)
    value = said.value if isinstance(said, Quantity) else said
    if type(value) not in _TYPES[channel.type]:
        raise Refused(RefusalReason.WRONG_TYPE, f"{shown} must be a {channel.type}")
    if isinstance(value, str):
        if len(value) > LONGEST_NAME:
            raise Refused(RefusalReason.OUT_OF_RANGE, f"{shown} is longer than {LONGEST_NAME} characters")
    elif not isinstance(value, bool):
        _check_range(shown, value, channel)
    return value


def _check_range(name: str, value: float, channel: Channel) -> None:
    if not math.isfinite(value):
        raise Refused(RefusalReason.WRONG_TYPE, f"{name} must be a finite number")
    lowest = -math.inf if channel.minimum is None else channel.minimum
    highest = math.inf if channel.maximum is None else channel.maximum
    if not lowest <= value <= highest:
        raise Refused(RefusalReason.OUT_OF_RANGE, f"{name} is {value}, outside {lowest} to {highest}")
