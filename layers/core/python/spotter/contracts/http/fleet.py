"""Joining the fleet over HTTP: claim certificates and the allow list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Slug


class ClaimBody(Body):
    """The site whose devices may use the claim, and how many of them in any hour."""

    site: Slug = Field(examples=["north-pit"])
    per_hour: Annotated[int, Field(ge=1, examples=[20])] | None = None


class ClaimAnswer(Answer):
    """A claim, without anything that opens something."""

    certificate: str
    site: str
    per_hour: int
    created_at: datetime
    created_by: str
    abused_at: datetime | None
    revoked_at: datetime | None


class ClaimsAnswer(Answer):
    """All claims."""

    claims: tuple[ClaimAnswer, ...]


class NewClaimAnswer(ClaimAnswer):
    """A claim with its certificate and private key, which are shown once: keep them now."""

    certificate_pem: str
    private_key: str
    endpoint: str
    port: int = Field(examples=[8883])
    template: str = Field(description="The provisioning template to ask.", examples=["spotter-prod"])
    client_id: str = Field(description="Begin the MQTT client id so.", examples=["claim~"])


class AllowRowBody(Body):
    """One row of the allow list. Nothing of it is checked here: each row gets an answer of its own."""

    row: Annotated[int, Field(ge=1)]
    serial: Annotated[str, Field(max_length=200)] = ""
    device: Annotated[str, Field(max_length=200)] = ""
    site: Annotated[str, Field(max_length=200)] = ""
    profile: Annotated[str, Field(max_length=200)] = ""
    tags: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    groups: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    again: bool = False


class AllowBody(Body):
    """Part of an allow list; a dry run writes nothing and says what would happen."""

    serials: Annotated[tuple[AllowRowBody, ...], Field(min_length=1, max_length=100)]
    dry_run: bool = False


class AllowRowAnswer(Answer):
    """What became of a row, and if it was refused what is wrong and what to do about it."""

    row: int
    serial: str
    outcome: Literal["allowed", "unchanged", "refused"]
    wrong: str | None
    remedy: str | None


class AllowAnswer(Answer):
    """What became of each row."""

    dry_run: bool
    rows: tuple[AllowRowAnswer, ...]


class GivenAnswer(Answer):
    """Which certificate a serial was given, by which claim, and when."""

    certificate: str
    claim: str
    at: datetime


class AllowedAnswer(Answer):
    """A serial that may join the fleet, or has."""

    serial: str
    device: str
    site: str
    profile: str
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    again: bool
    given: GivenAnswer | None


class AllowListAnswer(Answer):
    """The allow list by serial; `next`, where there is one, goes into `after` to get more."""

    serials: tuple[AllowedAnswer, ...]
    next: str | None
