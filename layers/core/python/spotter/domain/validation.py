"""Validation: does an item say what its device can say?

An item is looked at to its end even when something in it is wrong. It is refused then, but what is sound in
it may still be danger: a button pressed on a device whose clock is fast, or a gas head beyond its range.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, ParamSpec, TypeVar

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import BY_CONTENT, Reading, Scalar
from spotter.domain import fields
from spotter.domain.decoding import Fields, Refused
from spotter.domain.fields import FURTHEST_FUTURE, LARGEST_INTEGER, LONGEST_TEXT

P = ParamSpec("P")
T = TypeVar("T")
Values = dict[str, Scalar]
Good = tuple[str, int, datetime, Values]


class Looked(NamedTuple):
    """An item after all of it was looked at: refused if there is a fault; `reading` holds what is sound.

    The reading of a faulty item is evidence of danger only. What it lacks of boot, number or time is taken
    from its delivery.
    """

    reading: Reading
    fault: Refused | None


class Checker:
    """A profile made ready to check many items: the wholly good ones fast, the others with care."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._quick = {name: _quick_check(channel) for name, channel in profile.channels.items()}

    def look_at(
        self,
        item: Fields,
        *,
        device: Device,
        arrived: datetime,
        delivery: str,
        position: int,
        fault: Refused | None = None,
    ) -> Looked:
        """Check an item; the first fault found is the reason, and before all one that the codec has found."""
        good = None if fault else self._good(item, arrived)
        found = fault
        if good is None:
            good, found = self._with_care(item, arrived, delivery, position, fault)
        boot, seq, at, values = good
        reading = Reading(
            tenant=device.tenant,
            site=device.site,
            device=device.name,
            profile=self.profile.name,
            profile_version=self.profile.version,
            boot=boot,
            seq=seq,
            at=at,
            arrived=arrived,
            values=values,
        )
        return Looked(reading, found)

    def value(self, name: str, said: object) -> Scalar | None:
        """Take one value in the unit of its channel, or raise Refused; its range is not looked at."""
        conversions = self.profile.conversions.get(name, {})
        return fields.value(name, said, self.profile.channels.get(name), conversions)

    def _good(self, item: Fields, arrived: datetime) -> Good | None:
        """Read an item in which everything is as it is meant to be; None when it needs a closer look."""
        values, at = self._good_values(item.get("values")), item.get("at")
        if values is None or not isinstance(at, str | datetime):
            return None
        when = fields.moment(at)
        if when is None or when > arrived + FURTHEST_FUTURE:
            return None
        boot, seq = item.get("boot"), item.get("seq")
        if boot is None and seq is None and _is_unnumbered(item):
            return BY_CONTENT, _digest(when, values), when, values
        if boot.__class__ is not str or seq.__class__ is not int:
            return None
        return self._numbered(boot, seq, when, values)

    @staticmethod
    def _numbered(boot: str, seq: int, when: datetime, values: Values) -> Good | None:
        sound = 0 < len(boot) <= LONGEST_TEXT and boot.isascii() and boot != BY_CONTENT
        return (boot, seq, when, values) if sound and 0 <= seq <= LARGEST_INTEGER else None

    def _good_values(self, said: object) -> Values | None:
        if not said or not isinstance(said, dict):
            return None
        quick, good = self._quick, dict[str, Scalar]()
        for name, value in said.items():
            check = quick.get(name)
            if check is None:
                return None
            kind, lowest, highest = check
            given = value
            if value.__class__ is not kind:
                if kind is not float or value.__class__ is not int or not _fits(value):
                    return None
                given = float(value)
            if kind is str:
                if len(given) > LONGEST_TEXT or not given.isascii():
                    return None
            elif kind is not bool and not lowest <= given <= highest:
                return None
            good[name] = given
        return good

    def _with_care(
        self, item: Fields, arrived: datetime, delivery: str, position: int, fault: Refused | None
    ) -> tuple[Good, Refused | None]:
        faults = _Faults(fault)
        unnumbered = _is_unnumbered(item)
        boot = None if unnumbered else faults.keep(fields.boot, item)
        seq = None if unnumbered else faults.keep(fields.seq, item)
        at = faults.keep(fields.at, item, arrived)
        sound: Values = {}
        for name, said in (faults.keep(fields.values, item) or {}).items():
            value = faults.keep(self.value, name, said)
            if value is not None:
                faults.keep(fields.check_range, name, value, self.profile.channels[name])
                sound[name] = value
        when = arrived if at is None else at
        if unnumbered and faults.first is None:
            return (BY_CONTENT, _digest(when, sound), when, sound), None
        named, numbered = delivery if boot is None else boot, position if seq is None else seq
        return (named, numbered, when, sound), faults.first


class _Faults:
    """Remembers the first fault and goes on."""

    def __init__(self, first: Refused | None) -> None:
        self.first = first

    def keep(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return check(*args, **kwargs)
        except Refused as refused:
            self.first = self.first or refused
            return None


def _quick_check(channel: Channel) -> tuple[type, float, float]:
    """Give the class of a channel's values and between what they lie; NaN lies nowhere."""
    kinds = {
        ChannelType.NUMBER: (float, sys.float_info.max),
        ChannelType.INTEGER: (int, LARGEST_INTEGER),
        ChannelType.BOOLEAN: (bool, 0),
        ChannelType.STRING: (str, 0),
    }
    kind, widest = kinds[channel.type]
    lowest = -widest if channel.minimum is None else channel.minimum
    return kind, lowest, widest if channel.maximum is None else channel.maximum


def _fits(value: int) -> bool:
    return -LARGEST_INTEGER <= value <= LARGEST_INTEGER


def _is_unnumbered(item: Fields) -> bool:
    return "boot" not in item and "seq" not in item


def _digest(at: datetime, values: Values) -> int:
    """Number a reading by its content, in 63 bits: two of one device meet by chance once in billions."""
    content = msgspec.json.encode([at, values], order="deterministic")
    return int.from_bytes(hashlib.sha256(content).digest()[:8]) >> 1
