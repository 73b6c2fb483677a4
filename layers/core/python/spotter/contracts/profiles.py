"""Profiles: the data structure of a kind of device, channel by channel."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from spotter.contracts.names import ProfileName, Tenant


class ChannelType(StrEnum):
    """What a channel's values are. A `number` channel takes integers too, never the reverse."""

    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    STRING = "string"


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One channel: its type, unit, plausible range, and the hazard (`ch4`, `co`, ...) that rules look for.

    `minimum` and `maximum` bound what the sensor can say, in `unit`; a value outside is refused.
    """

    type: ChannelType
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    hazard: str | None = None


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A versioned dictionary of channels. A version never changes; a change makes the next version."""

    tenant: Tenant
    name: ProfileName
    version: int
    channels: dict[str, Channel]
