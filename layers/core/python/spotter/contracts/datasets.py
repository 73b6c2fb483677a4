"""Datasets: what a person wants to learn from, and the frozen versions of it.

A version is a table in Parquet parts, one row for each moment of a device (or each span of `every_s`), in
order of device and time within a part; parts are in order of site, day and device. Its first columns are
`site, device, worker, at, arrived, trust`; then comes a column for each channel. A version that somebody
uploaded or that a recipe made may have any columns.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.names import DatasetName, DeviceName, ProfileName, SiteName, Tenant, WorkerName
from spotter.contracts.readings import Trust

ROW_COLUMNS = ("site", "device", "worker", "at", "arrived", "trust")
"""What every row of an extracted version has before its channels."""

Version = str
"""The name of a version: the beginning of the digest of what it was made from and holds."""


class Kept(StrEnum):
    """What is kept of a channel's values within a span; integers, booleans and texts always keep the last."""

    MEAN = "mean"
    LAST = "last"
    MINIMUM = "min"
    MAXIMUM = "max"


class DatasetDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What belongs to a dataset: what was measured from `since` and before `until`.

    An empty tuple stands for all of them. `workers` keeps what these wore while they wore it. With `every_s`,
    which must divide a day, a row stands for a span of so many seconds and begins at its `at`.
    """

    tenant: Tenant
    name: DatasetName
    sites: tuple[SiteName, ...]
    since: datetime
    until: datetime
    profile: ProfileName | None = None
    devices: tuple[DeviceName, ...] = ()
    workers: tuple[WorkerName, ...] = ()
    channels: tuple[str, ...] = ()
    trusts: tuple[Trust, ...] = ()
    every_s: float | None = None
    kept: Kept = Kept.MEAN
    title: str = ""


class ColumnType(StrEnum):
    """What a column holds. In Parquet: DOUBLE, BIGINT, BOOLEAN, VARCHAR, TIMESTAMP with time zone (UTC)."""

    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    TEXT = "text"
    TIME = "time"


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column and what its values come down to; numbers for all but texts, times in epoch seconds.

    `squares` is the sum of squared distances from the mean, so that columns of parts can be put together.
    `constant` is the only value, as text, where there is but one. `channel` is where the values come from.
    """

    name: str
    type: ColumnType
    channel: str = ""
    unit: str = ""
    present: int = 0
    missing: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    squares: float | None = None
    constant: str | None = None

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the population; None where there is no mean."""
        if self.squares is None or not self.present:
            return None
        return float((self.squares / self.present) ** 0.5)


Cell = float | int | bool | str | datetime | None
"""A value of a row."""


class RowChanges(msgspec.Struct, frozen=True):
    """How many rows one table has that the other has not, and how many both have with other values."""

    added: int
    removed: int
    changed: int


class Worn(msgspec.Struct, frozen=True):
    """A span in which a worker wore a device; the worker goes by a pseudonym."""

    device: DeviceName
    worker: str
    since: datetime
    until: datetime | None


class Cut(msgspec.Struct, frozen=True):
    """What of a site belongs to a version: the rows of a definition that had arrived by `known_at`."""

    site: SiteName
    since: datetime
    until: datetime
    known_at: datetime
    profile: ProfileName | None = None
    devices: tuple[DeviceName, ...] = ()
    channels: tuple[str, ...] = ()
    trusts: tuple[Trust, ...] = ()
    every_s: float | None = None
    kept: Kept = Kept.MEAN
    worn: tuple[Worn, ...] = ()
    only_worn: bool = False


class DatasetPart(msgspec.Struct, frozen=True):
    """One immutable Parquet object, named by its content; `place` is `<site>/<day>/<first device>`."""

    place: str
    sha256: str
    size: int
    rows: int


class Tree(msgspec.Struct, frozen=True):
    """The list of parts as a hash tree: nodes of up to 256 children, of which this is the root.

    `height` is 1 where the root's children are parts.
    """

    root: str
    count: int
    height: int


class Sources(msgspec.Struct, frozen=True):
    """What a version was made from: the manifests of compacted days and the raw objects beside them."""

    days: tuple[str, ...]
    raw: tuple[str, ...]


class Order(msgspec.Struct, frozen=True):
    """What an extraction is told: which run it is, the definition as it stood, and when it was known."""

    run: str
    definition: DatasetDefinition
    known_at: datetime
    by: str


class Plan(msgspec.Struct, frozen=True):
    """What an extraction found out first, so that whoever goes on after it does the same."""

    sources: Sources
    columns: tuple[Column, ...]


class Extraction(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far an extraction has come: days done of all, and the version when there is one."""

    run: str
    done: int
    total: int
    version: Version | None = None


class Tombstone(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who deleted a version, when, why; until when its parts are kept, when they were given up and erased."""

    by: str
    at: datetime
    why: str
    kept_until: datetime
    condemned: datetime | None = None
    erased: datetime | None = None


class DatasetManifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """An immutable version of a dataset. `version` is the digest of what it was made from and holds.

    `known_at`: only what had arrived by then is in it. `definition` is None where somebody uploaded it.
    `recipe` names what prepared it from `parent`, else the version before it. `upload` brought its rows.
    """

    tenant: Tenant
    dataset: DatasetName
    version: Version
    origin: Literal["extracted", "uploaded", "prepared"]
    columns: tuple[Column, ...]
    rows: int
    size: int
    parts: Tree
    known_at: datetime
    code: str
    made_at: datetime
    by: str
    definition: DatasetDefinition | None = None
    parent: Version | None = None
    recipe: str | None = None
    upload: str | None = None
    sources: Sources | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    v: int = 1


class Dataset(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dataset as it stands: what belongs to it, and which of its versions is the current one."""

    tenant: Tenant
    name: DatasetName
    made_at: datetime
    by: str
    definition: DatasetDefinition | None = None
    head: Version | None = None
    versions: int = 0


class VersionEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A version in the list of its dataset: its number from 1, where its manifest is, whether deleted.

    `asked` names what was asked for, so that whoever asks for the same gets the same.
    """

    number: int
    version: Version
    manifest: str
    rows: int
    made_at: datetime
    asked: str = ""
    deleted: Tombstone | None = None
