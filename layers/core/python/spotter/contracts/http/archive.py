"""The archive over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from spotter.contracts.archive import ExportFormat, Lost
from spotter.contracts.http.models import Answer, Body, Moment, Slug
from spotter.contracts.readings import Doubt, Trust

ChannelName = Annotated[str, Field(min_length=1, max_length=128)]
Said = bool | int | float | str | None


class ReadingsQuery(Body):
    """What is asked of a site's readings; what is left out stands for all, and the time for the last hour."""

    device: list[Slug] = Field(default=[], max_length=100)
    channel: list[ChannelName] = Field(default=[], max_length=100)
    worker: Slug | None = Field(default=None, description="What this worker wore while wearing it.")
    since: Moment | None = None
    until: Moment | None = None
    trust: list[Trust] = Field(default=[], description="Only values that are believed so far.")
    every: float | None = Field(default=None, gt=0, description="Seconds of a bucket: a row for each.")
    losers: bool = Field(default=False, description="Also what does not count, with its reason.")
    format: ExportFormat | None = Field(default=None, description="Everything as a file, behind a link.")
    limit: int = Field(default=1_000, ge=1, le=10_000)
    cursor: str | None = Field(default=None, max_length=1_000)


class ValueAnswer(Answer):
    """One channel value of one reading; `reason` says why it does not count, where another does."""

    device: str
    channel: str = Field(examples=["ch4"])
    at: datetime
    value: Said
    trust: Trust
    doubts: tuple[Doubt, ...]
    boot: str
    seq: int
    arrived: datetime
    profile: str
    profile_version: int
    reason: Lost | None


class BucketAnswer(Answer):
    """The values of one channel in one span that begins at `at`; `trust` is that of the worst of them."""

    device: str
    channel: str
    at: datetime
    count: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    last: Said
    trust: Trust


class ExportAnswer(Answer):
    """A file to fetch with GET, without a token, while the link lasts."""

    url: str
    format: ExportFormat
    rows: int
    size: int
    sha256: str
    lasts_s: int


class ReadingsAnswer(Answer):
    """Values, buckets where `every` asked for them, or the export of all of them; `next` goes on."""

    values: tuple[ValueAnswer, ...] = ()
    buckets: tuple[BucketAnswer, ...] = ()
    export: ExportAnswer | None = None
    next: str | None = Field(default=None, description="The cursor of the next page; null at the end.")
    hidden: tuple[str, ...] = Field(default=(), description="Biometric channels that your role does not see.")


class ProofAnswer(Answer):
    """Counts of readings and values, and a digest of them all."""

    readings: int
    rows: int
    digest: str


class VerificationAnswer(Answer):
    """What the manifest of a day says, its raw objects give and its files give: the same, if all is well."""

    day: str
    holds: bool
    manifest: ProofAnswer
    raw: ProofAnswer
    packed: ProofAnswer
    sources: int
    files: int
    repeats: int
    conflicts: int
