"""The offline store of features over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Moment, Slug


class OfArchiveBody(Body):
    """What was measured at sites on whole days (UTC)."""

    kind: Literal["archive"] = "archive"
    sites: tuple[Slug, ...] = Field(min_length=1, max_length=100)
    since: Moment
    until: Moment


class OfDatasetBody(Body):
    """What is in a version of a dataset."""

    kind: Literal["dataset"]
    dataset: Slug
    version: str = Field(pattern="^[0-9a-f]{16}$")


class MaterialisationBody(Body):
    """What features are to be computed of, and up to when things were known; now, where it is left out."""

    origin: Annotated[OfArchiveBody | OfDatasetBody, Field(discriminator="kind")]
    version: int | None = Field(default=None, ge=1, description="Of the feature set; the latest if left out.")
    known_at: Moment | None = None


class MaterialisationStartedAnswer(Answer):
    """Names the run."""

    materialisation: str


class OfflineEntryAnswer(Answer):
    """A version of what was materialised, and how many rows were new in it."""

    table: str
    number: int
    version: str
    rows: int
    added: int
    known_at: datetime
    made_at: datetime
    by: str


class OfflineHistoryAnswer(Answer):
    """All versions of a feature set's tables, the last made first."""

    features: str
    versions: tuple[OfflineEntryAnswer, ...]


class OfflineAnswer(Answer):
    """A version in full."""

    features: str
    table: str
    version: str
    rows: int
    added: int
    size: int
    parts: int
    days: int
    first_day: str | None
    last_day: str | None
    known_at: datetime
    made_at: datetime
    by: str
    code: str
    parent: str | None


class OfflineSkewAnswer(Answer):
    """A value that is not the same in the store and as live scoring would compute it."""

    device: str
    at: datetime
    feature: str
    offline: float | None
    archive: float | None


class OfflineAuditAnswer(Answer):
    """What was compared; nothing skewed means that store and live scoring agree bit for bit."""

    version: str
    rows: int
    values: int
    skewed: tuple[OfflineSkewAnswer, ...]
    missing: int


class LinkedPartAnswer(Answer):
    """A Parquet part: its rows, its digest, and where it is for a while."""

    place: str
    url: str
    rows: int
    size: int
    sha256: str


class LinkedPartsAnswer(Answer):
    """Some parts of a version; `next` is the first that is left out."""

    version: str
    parts: tuple[LinkedPartAnswer, ...]
    total: int
    next: int | None
