"""Dry runs and moves of profiles over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.dry_runs import Became
from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.names import DeviceName, SiteName


class ExampleAnswer(Answer):
    """One value of which something became, and why."""

    device: str
    at: datetime
    became: Became
    value: float | int | bool | str
    detail: str = Field(examples=["12.0 ppm is read as 12.0 mg/m3"])


class ChannelRunAnswer(Answer):
    """What becomes of one channel: how many values by outcome, refusals by reason, first examples."""

    counts: dict[Became, int]
    reasons: dict[str, int]
    examples: tuple[ExampleAnswer, ...]


class DryRunAnswer(Answer):
    """What a draft makes of the last 7 days; `refused` and `channels` are of what was accepted then."""

    version: int = Field(description="The version that the draft would become.")
    since: datetime
    until: datetime
    page: int
    pages: int
    objects: int = Field(description="Objects of the archive in this time.")
    looked_at: int = Field(description="How many of them this page has read.")
    readings: int
    refused: int
    unwritten: int = Field(description="Readings that could not be tried.")
    quarantined: int = Field(description="Items that the profile had refused.")
    regained: int = Field(description="How many of those would be accepted.")
    reasons: dict[str, int]
    channels: dict[str, ChannelRunAnswer]


class MoveBody(Body):
    """Which devices of the profile, and to which version: the latest when none is named."""

    version: Annotated[int, Field(ge=1, le=999_999)] | None = None
    undo: bool = Field(default=False, description="Back to the version before the last move.")
    dry_run: bool = False
    devices: Annotated[tuple[DeviceName, ...], Field(max_length=200)] = ()
    site: SiteName | None = None
    tag: Slug | None = None
    group: Slug | None = None
    after: DeviceName | None = None


class MovedRowAnswer(Answer):
    """What became of one device."""

    device: str
    outcome: Literal["moved", "unchanged"]
    before: int
    after: int


class MovedAnswer(Answer):
    """What became of some devices by name; `next`, where there is one, goes into `after`."""

    rows: tuple[MovedRowAnswer, ...]
    next: str | None
