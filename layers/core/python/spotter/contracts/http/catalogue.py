"""The catalogue over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from spotter.contracts.catalogue import ATTRIBUTE_PATTERN, LONGEST_TEXT, MOST_TRIPLES, Kind
from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.policies import MOST_POLICIES, Happening

Attribute = Annotated[str, Field(pattern=ATTRIBUTE_PATTERN, examples=["rows"])]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Unit = Annotated[str, Field(min_length=1, max_length=32)]


class TripleBody(Body):
    """An attribute, its value, and its unit; a text with the unit `time` is compared as a time."""

    attribute: Attribute
    value: Annotated[bool | float | Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)], Field()]
    unit: Unit | None = None


Triples = Annotated[tuple[TripleBody, ...], Field(max_length=MOST_TRIPLES)]


class EditBody(Body):
    """Several changes of a thing, all of them or none."""

    set: Triples = ()
    add: Triples = ()
    remove: Triples = ()
    drop: Annotated[tuple[Attribute, ...], Field(max_length=MOST_TRIPLES)] = ()
    expected: Annotated[int | None, Field(ge=1, description="The `number` that was seen.")] = None


class RetireBody(Body):
    """Why a thing is taken out."""

    why: Annotated[str, Field(min_length=3, max_length=LONGEST_TEXT)]


class TripleAnswer(Answer):
    """An attribute, its value, and its unit."""

    attribute: str
    value: bool | float | str
    unit: str | None


class FileAnswer(Answer):
    """An object in the lake, with the digest that it must have."""

    key: str
    sha256: str
    size: int


class EntryAnswer(Answer):
    """A thing as it is now."""

    id: str
    kind: Kind
    name: str
    version: str
    title: str
    site: str | None
    made_by: str
    made_at: datetime
    changed_at: datetime
    number: int
    triples: tuple[TripleAnswer, ...]
    files: tuple[FileAnswer, ...]
    retired: str | None


class FoundAnswer(Answer):
    """A page of things, the last changed first; `next` goes into `before` for the page that follows."""

    things: tuple[EntryAnswer, ...]
    total: int
    next: int | None


class SweptAnswer(Answer):
    """What was looked at, the things that the catalogue did not know so, and whether there is more to see."""

    looked_at: int
    noted: tuple[str, ...]
    failed: int
    is_complete: bool


class RelativeAnswer(Answer):
    """A thing of a lineage; `title` is None where the catalogue does not hold it."""

    id: str
    step: int
    title: str | None
    retired: str | None


class LinkAnswer(Answer):
    """That one thing went into another."""

    source: str
    target: str


class LineageAnswer(Answer):
    """Where a thing comes from (steps below 0) and what came of it, and whether this is all."""

    relatives: tuple[RelativeAnswer, ...]
    links: tuple[LinkAnswer, ...]
    is_complete: bool


class FileBody(Body):
    """A file that somebody brings: its digest and size."""

    sha256: Sha256
    size: Annotated[int, Field(ge=1)]


class CompleteBody(Body):
    """The transfer, and the ETags that the PUT of each part was answered with, in their order."""

    transfer: Annotated[str, Field(min_length=1, max_length=1_024)]
    tags: Annotated[tuple[Annotated[str, Field(max_length=128)], ...], Field(min_length=1, max_length=100)]


class HeldBody(Body):
    """A file of a thing: one that was brought, or with a key an object of one's own in the lake."""

    sha256: Sha256
    key: Annotated[str, Field(min_length=1, max_length=1_024)] | None = None


class AddBody(Body):
    """A thing: what it is called, what is known of it, and its files."""

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    site: Slug | None = None
    triples: Triples = ()
    files: Annotated[tuple[HeldBody, ...], Field(max_length=20)] = ()


class BegunAnswer(Answer):
    """Links to which the parts of a file are PUT, each of `part_bytes` but the last; none if it is there."""

    transfer: str
    part_bytes: int
    links: tuple[str, ...]
    lasts_s: int


class LinkedFileAnswer(FileAnswer):
    """A file, and a link that fetches it for an hour."""

    link: str


class FetchedAnswer(Answer):
    """The files that were brought with a thing."""

    files: tuple[LinkedFileAnswer, ...]


class RetainBody(Body):
    """Retire things this many days after they were made."""

    does: Literal["retain"]
    days: Annotated[int, Field(ge=1, le=36_500)]


class ReplicateBody(Body):
    """Keep a second copy of every file."""

    does: Literal["replicate"]


DOES = ("retain", "replicate", "notify")
"""What a policy may do, as the bodies above and below say it."""


class NotifyBody(Body):
    """Tell the operators."""

    does: Literal["notify"]
    of: Annotated[tuple[Happening, ...], Field(min_length=1)]


class PolicyBody(Body):
    """A search, and what is done with whatever it finds."""

    name: Slug
    search: Annotated[str, Field(max_length=2_000)]
    then: Annotated[RetainBody | ReplicateBody | NotifyBody, Field(discriminator="does")]

    @field_validator("then", mode="before")
    @classmethod
    def _says_what_it_does(cls, then: object) -> object:
        if isinstance(then, Mapping) and then.get("does") not in DOES:
            raise ValueError(f"needs `does`, which is {', '.join(DOES[:-1])} or {DOES[-1]}")
        return then


class PoliciesBody(Body):
    """All policies of a tenant, in place of those before."""

    policies: Annotated[tuple[PolicyBody, ...], Field(max_length=MOST_POLICIES)]


class PoliciesAnswer(Answer):
    """What is in force."""

    version: int
    policies: tuple[PolicyBody, ...]
    set_by: str | None
    set_at: datetime | None


class PlannedAnswer(Answer):
    """One thing that a policy would do, and why."""

    policy: str
    id: str
    does: str
    why: str


class PlanAnswer(Answer):
    """What a round would do now, as far as it came in its time."""

    things: int
    files: int
    size: int
    would: tuple[PlannedAnswer, ...]
