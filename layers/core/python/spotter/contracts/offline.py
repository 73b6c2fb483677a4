"""The offline store: features of what was archived, frozen, each row with when it could first be known."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.datasets import Sources, Tree, Version
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import DatasetName, SiteName, Tenant

ROW_COLUMNS = ("site", "device", "at", "arrived")
"""What every row has before its features: `at` is event time, `arrived` since when the row could be known."""


class OfArchive(msgspec.Struct, frozen=True, tag="archive", tag_field="kind"):
    """What was measured at sites on whole days (UTC), from that of `since` to that before `until`."""

    sites: tuple[SiteName, ...]
    since: datetime
    until: datetime


class OfDataset(msgspec.Struct, frozen=True, tag="dataset", tag_field="kind"):
    """What is in a version of a dataset."""

    dataset: DatasetName
    version: Version


Origin = OfArchive | OfDataset


def table_of(origin: Origin) -> str:
    """Name the table that rows of an origin go to: one for the archive, one for each dataset."""
    return "archive" if isinstance(origin, OfArchive) else f"dataset-{origin.dataset}"


class Materialisation(msgspec.Struct, frozen=True):
    """What a run is told: which features, of what, and up to when things were known."""

    run: str
    features: FeatureSet
    origin: Origin
    known_at: datetime
    by: str


class DayState(msgspec.Struct, frozen=True, array_like=True):
    """A day that is done: what it was made from, and up to when that was known."""

    site: SiteName
    day: str
    made_from: str
    known_at: datetime


class OfflineManifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A version of a table: rows are only ever added, as parts; `version` is the digest of what it holds.

    A row may be there several times for one device and `at`: as it was first known, and again, with a later
    `arrived`, whenever something that came late changed it. `added` rows are new in this version.
    """

    tenant: Tenant
    features: str
    table: str
    version: Version
    origin: Origin
    known_at: datetime
    rows: int
    added: int
    size: int
    parts: Tree
    days: tuple[DayState, ...]
    code: str
    made_at: datetime
    by: str
    parent: Version | None = None
    v: int = 1


class OfflineTable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table as it stands: which of its versions is the current one."""

    tenant: Tenant
    features: str
    table: str
    head: Version | None = None
    versions: int = 0


class OfflineEntry(msgspec.Struct, frozen=True):
    """A version in the list of its table, numbered from 1, and where its manifest is."""

    number: int
    table: str
    version: Version
    manifest: str
    rows: int
    added: int
    known_at: datetime
    made_at: datetime
    by: str


class OfflinePlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run found out first, so that whoever goes on after it does the same."""

    head: Version | None
    sources: Sources | None = None
