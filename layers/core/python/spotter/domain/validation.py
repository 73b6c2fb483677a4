"""Validation: does an item say what its device can say?

An item is looked at to its end even when something in it is wrong. It is refused then, but what is sound in
it may still be danger: a button pressed on a device whose clock is fast, or a gas head beyond its range.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, ParamSpec, TypeVar

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading, RefusalReason, Scalar
from spotter.domain.decoding import Fields, Refused

FURTHEST_FUTURE = timedelta(minutes=2)
"""How far a device's clock may run ahead of ours; beyond it a clock is wrong (domain reference, 1.9)."""

LONGEST_TEXT = 128
"""Characters of a boot name or a text value; longer ones are mistakes."""

LARGEST_INTEGER = 2**63 - 1
"""What every store and language behind us holds in an integer."""

P = ParamSpec("P")
T = TypeVar("T")


class Looked(NamedTuple):
    """An item after all of it was looked at: refused if there is a fault; `reading` holds what is sound.

    The reading of a faulty item is evidence of danger only. What it lacks of boot, number or time is taken
    from its delivery.
    """

    reading: Reading
    fault: Refused | None


def look_at(
    item: Fields, *, device: Device, profile: Profile, arrived: datetime, delivery: str, position: int
) -> Looked:
    """Check an item against the profile of its device; the first fault found is the reason."""
    faults = _Faults()
    boot = faults.keep(_boot, item)
    seq = faults.keep(_seq, item)
    at = faults.keep(_at, item, arrived)
    sound: dict[str, Scalar] = {}
    for name, said in (faults.keep(_values, item) or {}).items():
        channel = profile.channels.get(name)
        value = faults.keep(_value, name, said, channel)
        if value is not None and channel is not None:
            faults.keep(_check_range, name, value, channel)
            sound[name] = value
    reading = Reading(
        tenant=device.tenant,
        site=device.site,
        device=device.name,
        profile=profile.name,
        profile_version=profile.version,
        boot=delivery if boot is None else boot,
        seq=position if seq is None else seq,
        at=arrived if at is None else at,
        arrived=arrived,
        values=sound,
    )
    return Looked(reading, faults.first)


class _Faults:
    """Remembers the first fault and goes on."""

    def __init__(self) -> None:
        self.first: Refused | None = None

    def keep(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return check(*args, **kwargs)
        except Refused as refused:
            self.first = self.first or refused
            return None


def _field(item: Fields, name: str) -> object:
    if name not in item:
        raise Refused(RefusalReason.MISSING_FIELD, f"the reading has no {name}")
    return item[name]


def _boot(item: Fields) -> str:
    boot = _field(item, "boot")
    if not isinstance(boot, str):
        raise Refused(RefusalReason.WRONG_TYPE, f"boot must be a text, not {_shown(boot)}")
    if not 0 < len(boot) <= LONGEST_TEXT or not _is_text(boot):
        raise Refused(RefusalReason.MALFORMED, f"boot must be a text of 1 to {LONGEST_TEXT} characters")
    return boot


def _seq(item: Fields) -> int:
    seq = _field(item, "seq")
    if type(seq) is not int:
        raise Refused(RefusalReason.WRONG_TYPE, f"seq must be an integer, not {_shown(seq)}")
    if not 0 <= seq <= LARGEST_INTEGER:
        raise Refused(RefusalReason.MALFORMED, f"seq must be 0 to {LARGEST_INTEGER}")
    return seq


def _at(item: Fields, arrived: datetime) -> datetime:
    said = _field(item, "at")
    if not isinstance(said, str):
        raise Refused(RefusalReason.WRONG_TYPE, f"at must be a text, not {_shown(said)}")
    at = _moment(said)
    if at is None:
        sentence = f"at must be a time with a time zone, as RFC 3339 writes it, not {_shown(said)}"
        raise Refused(RefusalReason.MALFORMED, sentence)
    if at - arrived > FURTHEST_FUTURE:
        sentence = f"measured at {at.isoformat()}, arrived at {arrived.isoformat()}"
        raise Refused(RefusalReason.FAR_FUTURE, sentence)
    return at


def _moment(said: str) -> datetime | None:
    try:
        at = msgspec.convert(said, type=datetime)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _values(item: Fields) -> Fields:
    values = _field(item, "values")
    if not isinstance(values, dict):
        raise Refused(RefusalReason.WRONG_TYPE, "values must be an object of channels")
    if not values:
        raise Refused(RefusalReason.MISSING_FIELD, "the reading holds no values")
    return values


def _value(name: str, said: object, channel: Channel | None) -> Scalar:
    """Take a value as its channel types it; a device may state the unit: `{"value": 3, "unit": "ppm"}`."""
    if channel is None:
        raise Refused(RefusalReason.UNKNOWN_CHANNEL, f"the profile has no channel {_shown(name)}")
    value = said
    if isinstance(said, dict):
        if "value" not in said:
            raise Refused(RefusalReason.MISSING_FIELD, f"{name} has no value")
        if said.get("unit", channel.unit) != channel.unit:
            sentence = f"{name} is in {channel.unit or 'no unit'}, not in {_shown(said['unit'])}"
            raise Refused(RefusalReason.WRONG_UNIT, sentence)
        value = said["value"]
    typed = _typed(value, channel.type)
    if typed is None:
        raise Refused(RefusalReason.WRONG_TYPE, f"{name} must be a {channel.type}, not {_shown(value)}")
    return typed


def _typed(value: object, wanted: ChannelType) -> Scalar | None:
    """Give a value as the type of its channel; None when it is none of that type."""
    match wanted, value:
        case ChannelType.BOOLEAN, bool():
            return value
        case _, bool():
            return None
        case ChannelType.NUMBER, int() | float():
            return _finite(value)
        case ChannelType.INTEGER, int() if abs(value) <= LARGEST_INTEGER:
            return value
        case ChannelType.STRING, str() if len(value) <= LONGEST_TEXT and _is_text(value):
            return value
        case _:
            return None


def _finite(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _is_text(value: str) -> bool:
    """Tell whether a text can be written as UTF-8; half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _check_range(name: str, value: Scalar, channel: Channel) -> None:
    if isinstance(value, bool | str):
        return
    lowest = -math.inf if channel.minimum is None else channel.minimum
    highest = math.inf if channel.maximum is None else channel.maximum
    if not lowest <= value <= highest:
        raise Refused(RefusalReason.OUT_OF_RANGE, f"{name} is {value}, outside {lowest} to {highest}")


def _shown(said: object) -> str:
    """Show what a device said, short and in ASCII."""
    return ascii(said)[:80]
