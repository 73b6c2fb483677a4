"""Fields of an item, each checked with care: what it is, or the reason why it is not what it should be."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import msgspec

from spotter.contracts.profiles import Channel, ChannelType, Conversion, NullPolicy
from spotter.contracts.readings import BY_CONTENT, RefusalReason, Scalar
from spotter.domain.decoding import Fields, Refused

FURTHEST_FUTURE = timedelta(minutes=2)
"""How far a device's clock may run ahead of ours; beyond it a clock is wrong (domain reference, 1.9)."""

LONGEST_TEXT = 128
"""Characters of a boot name or a text value; longer ones are mistakes."""

LARGEST_INTEGER = 2**63 - 1
"""What every store and language behind us holds in an integer."""

Conversions = dict[str, Conversion]
"""Other units that a device may say, and how each becomes the channel's."""


def boot(item: Fields) -> str:
    """Take the name of the device's present run."""
    said = _field(item, "boot")
    if not isinstance(said, str):
        raise Refused(RefusalReason.WRONG_TYPE, f"boot must be a text, not {_shown(said)}")
    if not 0 < len(said) <= LONGEST_TEXT or not _is_text(said):
        raise Refused(RefusalReason.MALFORMED, f"boot must be a text of 1 to {LONGEST_TEXT} characters")
    if said == BY_CONTENT:
        raise Refused(RefusalReason.MALFORMED, f"boot {BY_CONTENT} is kept for readings without a number")
    return said


def seq(item: Fields) -> int:
    """Take the reading's number within the run."""
    said = _field(item, "seq")
    if type(said) is not int:
        raise Refused(RefusalReason.WRONG_TYPE, f"seq must be an integer, not {_shown(said)}")
    if not 0 <= said <= LARGEST_INTEGER:
        raise Refused(RefusalReason.MALFORMED, f"seq must be 0 to {LARGEST_INTEGER}")
    return said


def at(item: Fields, arrived: datetime) -> datetime:
    """Take when it was measured, in UTC."""
    said = _field(item, "at")
    if not isinstance(said, str | datetime):
        raise Refused(RefusalReason.WRONG_TYPE, f"at must be a text, not {_shown(said)}")
    measured = moment(said)
    if measured is None:
        sentence = f"at must be a time with a time zone, as RFC 3339 writes it, not {_shown(said)}"
        raise Refused(RefusalReason.MALFORMED, sentence)
    if measured - arrived > FURTHEST_FUTURE:
        sentence = f"measured at {measured.isoformat()}, arrived at {arrived.isoformat()}"
        raise Refused(RefusalReason.FAR_FUTURE, sentence)
    return measured


def moment(said: str | datetime) -> datetime | None:
    """Give a time in UTC; None when it is none or has no time zone."""
    try:
        when = msgspec.convert(said, type=datetime)
        if when.tzinfo is None:
            return None
        return when if when.tzinfo is UTC else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def values(item: Fields) -> Fields:
    """Take the values by channel."""
    said = _field(item, "values")
    if not isinstance(said, dict):
        raise Refused(RefusalReason.WRONG_TYPE, "values must be an object of channels")
    if not said:
        raise Refused(RefusalReason.MISSING_FIELD, "the reading holds no values")
    return said


def value(name: str, said: object, channel: Channel | None, conversions: Conversions) -> Scalar | None:
    """Take a value as its channel types it, in the channel's unit.

    A device may state the unit: `{"value": 3, "unit": "ppm"}`. None when it says null where that is allowed.
    """
    if channel is None:
        raise Refused(RefusalReason.UNKNOWN_CHANNEL, f"the profile has no channel {_shown(name)}")
    bare, conversion = said, None
    if isinstance(said, dict):
        if "value" not in said:
            raise Refused(RefusalReason.MISSING_FIELD, f"{name} has no value")
        bare, conversion = said["value"], _conversion(name, said, channel, conversions)
    if bare is None and channel.nulls is NullPolicy.SKIP:
        return None
    typed = _typed(bare, channel.type)
    if typed is None:
        raise Refused(RefusalReason.WRONG_TYPE, f"{name} must be a {channel.type}, not {_shown(bare)}")
    if conversion is None or isinstance(typed, bool | str):
        return typed
    return _typed(converted(typed, conversion), channel.type)


def converted(number: float, conversion: Conversion) -> float:
    """Bring a number into the unit of its channel; one that only has another spelling stays as it is."""
    if conversion.factor == 1 and conversion.offset == 0:
        return number
    return number * conversion.factor + conversion.offset


def _field(item: Fields, name: str) -> object:
    if name not in item:
        raise Refused(RefusalReason.MISSING_FIELD, f"the reading has no {name}")
    return item[name]


def _conversion(name: str, said: Fields, channel: Channel, conversions: Conversions) -> Conversion | None:
    unit = said.get("unit", channel.unit)
    if unit == channel.unit:
        return None
    conversion = conversions.get(unit) if isinstance(unit, str) else None
    if conversion is None:
        sentence = f"{name} is in {channel.unit or 'no unit'}, not in {_shown(unit)}"
        raise Refused(RefusalReason.WRONG_UNIT, sentence)
    return conversion


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


def check_range(name: str, given: Scalar, channel: Channel) -> None:
    """Refuse a value that the sensor cannot say."""
    if isinstance(given, bool | str):
        return
    lowest = -math.inf if channel.minimum is None else channel.minimum
    highest = math.inf if channel.maximum is None else channel.maximum
    if not lowest <= given <= highest:
        raise Refused(RefusalReason.OUT_OF_RANGE, f"{name} is {given}, outside {lowest} to {highest}")


def _shown(said: object) -> str:
    """Show what a device said, short and in ASCII."""
    try:
        return ascii(said)[:80]
    except ValueError:
        return "an integer of thousands of digits"
