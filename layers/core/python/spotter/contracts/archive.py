"""The compacted archive: what a day of a site is made of, and what can be asked of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.readings import Doubt, Scalar, Trust


class Lost(StrEnum):
    """Why a value stands in the archive beside one that counts."""

    LATER_ARRIVAL = "later_arrival"
    """Another content under the same device, boot and sequence number arrived earlier."""

    SAME_MOMENT = "same_moment"
    """Another reading of the device speaks of the same channel at the same moment and arrived earlier."""


class Source(msgspec.Struct, frozen=True):
    """A raw object that was read: its key and SHA-256, how many readings it holds, of which event days."""

    key: str
    sha256: str
    readings: int
    days: tuple[str, ...]


class Proof(msgspec.Struct, frozen=True):
    """What a set of readings comes down to: how many there are, how many values, and a digest of them all."""

    readings: int
    rows: int
    digest: str


class File(msgspec.Struct, frozen=True):
    """One Parquet file of a day: the readings of all devices from the first to the last by name."""

    key: str
    sha256: str
    size: int
    first: DeviceName
    last: DeviceName
    proof: Proof


class Manifest(msgspec.Struct, frozen=True):
    """One version of one event day of a site: the raw objects that it was made from, the files it became.

    `repeats` are deliveries of a reading that was there already, `conflicts` readings that came again under
    the same name with another content. `settlement` names the object that says by what trust was settled,
    `trust` is a digest of what came of it; both are empty where it was not.
    """

    tenant: Tenant
    site: SiteName
    day: str
    sources: tuple[Source, ...]
    files: tuple[File, ...]
    proof: Proof
    repeats: int
    conflicts: int
    v: int = 1
    settlement: str = ""
    trust: str = ""


class Intake(msgspec.Struct, frozen=True):
    """The raw objects of one hour of arrival that are in compacted days."""

    hour: str
    sources: tuple[Source, ...]


class Frontier(msgspec.Struct, frozen=True):
    """The hour of arrival from which on a question has to look at raw objects; before it all are taken in."""

    hour: str


class Stint(msgspec.Struct, frozen=True):
    """A span in which a device is asked about; its end does not belong to it, and an open one is None."""

    device: DeviceName
    since: datetime
    until: datetime | None


class Selection(msgspec.Struct, frozen=True):
    """What is asked: readings measured from `since` and before `until`, in order of device, channel and time.

    None stands for all of them. `stints` are spans of single devices (what a worker wore); `hidden` channels
    are left out whoever asks for them. With `every_s` the answer is one row for each bucket of that length.
    """

    since: datetime
    until: datetime
    devices: tuple[DeviceName, ...] | None = None
    channels: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    trusts: tuple[Trust, ...] | None = None
    stints: tuple[Stint, ...] | None = None
    every_s: float | None = None
    losers: bool = False
    limit: int | None = None
    after: Place | None = None


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended, so that the next can go on: times in microseconds since 1970."""

    device: str
    channel: str
    at: int
    boot: str = ""
    seq: int = 0
    arrived: int = 0
    variant: int = 0


class Value(msgspec.Struct, frozen=True):
    """One channel value of one reading; `reason` says why it does not count, where another does.

    `variant` tells readings under one name apart: 0 is the one that counts.
    """

    device: DeviceName
    channel: str
    at: datetime
    value: Scalar | None
    trust: Trust
    doubts: tuple[Doubt, ...]
    boot: str
    seq: int
    arrived: datetime
    profile: str
    profile_version: int
    variant: int
    reason: Lost | None


class Bucket(msgspec.Struct, frozen=True):
    """The values of one channel within one span; numbers for all but texts, `trust` that of the worst."""

    device: DeviceName
    channel: str
    at: datetime
    count: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    last: Scalar | None
    trust: Trust


ExportFormat = Literal["csv", "parquet", "json"]
