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


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A versioned dictionary of channels. A version never changes; a change makes the next version."""

    tenant: Tenant
    name: ProfileName
    version: int
    channels: dict[str, Channel]
