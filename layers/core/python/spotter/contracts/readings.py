"""Readings: what a device measured, how it was delivered, and why it was refused."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant

Scalar = float | int | bool | str


class Delivery(msgspec.Struct, frozen=True):
    """One message of a device on the readings queue; the topic rule and the HTTP API write the same.

    `body` is the payload as published, in base64, so that a malformed one survives. `arrived` is epoch
    milliseconds. `principal` is the certificate id of the sender.
    """

    thing: str
    principal: str
    lane: str
    via: Literal["mqtt", "http"]
    arrived: int
    body: str
    v: int = 1


class Trust(StrEnum):
    """How far a value is believed. A suspect one may show danger, never its end; unknown is never normal."""

    GOOD = "good"
    SUSPECT = "suspect"
    BAD = "bad"


class Doubt(StrEnum):
    """Why a value is not believed as it stands."""

    CALIBRATION_OVERDUE = "calibration_overdue"
    BUMP_TEST_OVERDUE = "bump_test_overdue"
    WARMING_UP = "warming_up"
    STUCK = "stuck"
    NEGATIVE = "negative"
    OVER_RANGE = "over_range"
    IMPLAUSIBLE_RATE = "implausible_rate"
    CLOCK_SKEW = "clock_skew"
    OXYGEN_STARVED = "oxygen_starved"
    SILENT = "silent"
    LATE = "late"
    CONFLICTING = "conflicting"
    DEVICE_SUSPECT = "device_suspect"


BY_CONTENT = "~"
"""The boot of a reading whose device numbers nothing; its `seq` is then a digest of what it says."""


class Measured(msgspec.Struct, frozen=True):
    """What a device has measured at one moment, before anybody has checked it.

    A device numbers its readings by `seq` from each `boot` on, and never uses a number twice.
    """

    boot: str
    seq: int
    at: datetime
    values: dict[str, Scalar]


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one device measured at one moment, checked against its profile.

    `at` is when it was measured, `arrived` when it reached us; both are aware UTC. A device numbers its
    readings by `seq` from each `boot` on, so device + boot + seq names a reading for ever; where the device
    says neither, the boot is `BY_CONTENT`. `doubts` are by channel; those of the reading as a whole stand
    under the empty name.
    """

    tenant: Tenant
    site: SiteName
    device: DeviceName
    profile: ProfileName
    profile_version: int
    boot: str
    seq: int
    at: datetime
    arrived: datetime
    values: dict[str, Scalar]
    doubts: dict[str, tuple[Doubt, ...]] = {}

    @property
    def id(self) -> str:
        """The name of this reading within its tenant."""
        return f"{self.device}/{self.boot}/{self.seq}"


class RefusalReason(StrEnum):
    """Why a reading or a whole delivery went to quarantine."""

    MALFORMED = "malformed"
    MISSING_FIELD = "missing_field"
    DUPLICATE_KEY = "duplicate_key"
    OVERSIZED = "oversized"
    UNKNOWN_DEVICE = "unknown_device"
    RETIRED_DEVICE = "retired_device"
    QUARANTINED_DEVICE = "quarantined_device"
    WRONG_PRINCIPAL = "wrong_principal"
    UNKNOWN_CHANNEL = "unknown_channel"
    WRONG_TYPE = "wrong_type"
    WRONG_UNIT = "wrong_unit"
    OUT_OF_RANGE = "out_of_range"
    FAR_FUTURE = "far_future"
    TOO_OLD = "too_old"
    SCATTERED = "scattered"


class Refusal(msgspec.Struct, frozen=True):
    """One refused item: the reason, a sentence, and the payload so that nothing is lost.

    `position` is the item's place in its delivery; None when the delivery as a whole was refused. `count` is
    how many readings the payload was seen to hold (at least 1).
    """

    tenant: str
    thing: str
    reason: RefusalReason
    detail: str
    delivery: str
    arrived: datetime
    payload: str
    position: int | None = None
    count: int = 1
