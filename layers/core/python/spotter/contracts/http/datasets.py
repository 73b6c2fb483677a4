"""Datasets over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.archive import ExportFormat
from spotter.contracts.datasets import Cell, ColumnType, Kept
from spotter.contracts.http.models import Answer, Body, Moment, Slug
from spotter.contracts.readings import Trust

ChannelName = Annotated[str, Field(min_length=1, max_length=128)]
Many = Field(default=(), max_length=10_000)


class DefinitionBody(Body):
    """What belongs to a dataset; what is left out stands for all."""

    sites: tuple[Slug, ...] = Field(min_length=1, max_length=1_000)
    since: Moment
    until: Moment
    profile: Slug | None = None
    devices: tuple[Slug, ...] = Many
    workers: tuple[Slug, ...] = Field(
        default=(), max_length=10_000, description="What these wore, while wearing it."
    )
    channels: tuple[ChannelName, ...] = Many
    trusts: tuple[Trust, ...] = Field(default=(), max_length=3)
    every_s: float | None = Field(
        default=None, gt=0, description="A row for each span; must divide a day.", examples=[60]
    )
    kept: Kept = Field(default=Kept.MEAN, description="What is kept of the numbers of a span.")
    title: str = Field(default="", max_length=200)


class ExtractionBody(Body):
    """Up to when things were known; now, where it is left out."""

    known_at: Moment | None = None


class VersionBody(Body):
    """Names a version."""

    version: str = Field(pattern="^[0-9a-f]{16}$")


class DeletionBody(Body):
    """Why a version is deleted."""

    why: str = Field(min_length=1, max_length=500)


class DefinitionAnswer(Answer):
    """What belongs to a dataset."""

    sites: tuple[str, ...]
    since: datetime
    until: datetime
    profile: str | None
    devices: tuple[str, ...]
    workers: tuple[str, ...]
    channels: tuple[str, ...]
    trusts: tuple[Trust, ...]
    every_s: float | None
    kept: Kept
    title: str


class TombstoneAnswer(Answer):
    """Who deleted a version, when and why."""

    by: str
    at: datetime
    why: str
    kept_until: datetime


class VersionSummary(Answer):
    """A version in the list."""

    number: int
    version: str
    rows: int
    made_at: datetime
    deleted: TombstoneAnswer | None


class DatasetAnswer(Answer):
    """A dataset: what belongs to it, and which version is the current one."""

    name: str
    head: str | None
    versions: int
    made_at: datetime
    by: str
    definition: DefinitionAnswer | None


class DatasetsAnswer(Answer):
    """All datasets, by name."""

    datasets: tuple[DatasetAnswer, ...]


class DatasetVersionsAnswer(Answer):
    """A dataset with its versions, oldest first."""

    dataset: DatasetAnswer
    versions: tuple[VersionSummary, ...]


class ColumnAnswer(Answer):
    """A column and what its values come down to; times in epoch seconds."""

    name: str
    type: ColumnType
    channel: str
    unit: str
    present: int
    missing: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    deviation: float | None
    constant: str | None


class ManifestAnswer(Answer):
    """One immutable version: what is in it, what it was made from, and how."""

    dataset: str
    version: str
    origin: Literal["extracted", "uploaded", "prepared"]
    columns: tuple[ColumnAnswer, ...]
    rows: int
    size: int
    parts: int
    root: str = Field(description="The digest of the list of all parts.")
    known_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    definition: DefinitionAnswer | None
    parent: str | None
    recipe: str | None
    source_days: int
    source_objects: int
    code: str
    made_at: datetime
    by: str
    warnings: tuple[str, ...]


class ExtractionStartedAnswer(Answer):
    """Names the run."""

    extraction: str


class ExtractionAnswer(Answer):
    """How an extraction stands: days done of all; why it failed, if it did."""

    run: str
    status: str
    done: int
    total: int
    version: str | None
    cause: str


class RowsAnswer(Answer):
    """The first rows of a version."""

    version: str
    rows: tuple[dict[str, Cell], ...]


class PartAnswer(Answer):
    """A part to fetch with GET, without a token, while the link lasts."""

    place: str
    url: str
    rows: int
    size: int
    sha256: str
    lasts_s: int


class PartsAnswer(Answer):
    """Some parts of a version as files; `next` goes on."""

    version: str
    format: ExportFormat
    parts: tuple[PartAnswer, ...]
    total: int
    next: int | None


class ColumnChangeAnswer(Answer):
    """A column before and after; null where it is not there."""

    name: str
    before: ColumnAnswer | None
    after: ColumnAnswer | None


class RowChangesAnswer(Answer):
    """Rows that only one has, and rows that both have with other values."""

    added: int
    removed: int
    changed: int


class DifferenceAnswer(Answer):
    """What one version has and another has not; `rows` is null where too many would have to be compared."""

    before: str
    after: str
    rows_before: int
    rows_after: int
    parts_same: int
    parts_before: int
    parts_after: int
    rows: RowChangesAnswer | None
    columns: tuple[ColumnChangeAnswer, ...]


class PartsQuery(Body):
    """Which parts, in which form; with `names` workers stand by their names, which is for operators."""

    format: ExportFormat = "csv"
    first: int = Field(default=0, ge=0)
    limit: int = Field(default=4, ge=1, le=16)
    names: bool = False
