"""Profiles: the data structure of a kind of device, channel by channel."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from spotter.contracts.layouts import Codec, Json
from spotter.contracts.names import ProfileName, Tenant


class ChannelType(StrEnum):
    """What a channel's values are. A `number` channel takes integers too, never the reverse."""

    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    STRING = "string"


class NullPolicy(StrEnum):
    """What a channel that says null means: the reading is wrong, or the channel is left out."""

    REFUSE = "refuse"
    SKIP = "skip"


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One channel: its type, unit, plausible range, and the hazard (`ch4`, `co`, ...) that rules look for.

    `minimum` and `maximum` bound what the sensor can say, in `unit`; a value outside is refused.

    What a channel's trust is judged by: `interval_s` is how often the device samples it, `t90_s` how long the
    sensor takes to show 90 % of a step, `rate_limit` the fastest plausible change in `unit` per second,
    `stuck_after_s` how long an unchanging value is plausible, `warm_up_s` how long after a boot it is not yet
    to be believed, `calibration_days` and `bump_test_days` how long a calibration and a bump test hold.

    `gas` names the gas that a concentration is of where `hazard` does not (by its formula, as `co`): between
    volume and mass it decides how units convert.
    """

    type: ChannelType
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    hazard: str | None = None
    nulls: NullPolicy = NullPolicy.REFUSE
    interval_s: float | None = None
    t90_s: float | None = None
    rate_limit: float | None = None
    stuck_after_s: float | None = None
    warm_up_s: float | None = None
    calibration_days: float | None = None
    bump_test_days: float | None = None
    gas: str | None = None


class Conversion(msgspec.Struct, frozen=True, array_like=True):
    """How a value in another unit becomes one in the channel's: times `factor`, plus `offset`."""

    factor: float
    offset: float = 0.0


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What somebody says about a kind of device: its channels, and how its bytes are to be read."""

    channels: dict[str, Channel]
    codec: Codec = Json()


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A versioned dictionary of channels. A version never changes; a change makes the next version.

    `codec` says how a payload is read. `conversions` hold, by channel, the other units that a device may say;
    they were resolved when the version was defined, so that reading a payload looks up two numbers.
    """

    tenant: Tenant
    name: ProfileName
    version: int
    channels: dict[str, Channel]
    codec: Codec = Json()
    conversions: dict[str, dict[str, Conversion]] = {}
