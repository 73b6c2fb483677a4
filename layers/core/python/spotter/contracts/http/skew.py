"""Checks of data over HTTP: schemas, and what was found of versions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.datasets import ColumnType
from spotter.contracts.http.models import Answer, Body
from spotter.contracts.skew import USUAL_CHANGE, USUAL_OUTSIDE, SkewKind

VersionId = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
ColumnName = Annotated[str, Field(min_length=1, max_length=256)]
Portion = Annotated[float, Field(ge=0, le=1)]


class RuleBody(Body):
    """What a column should be like."""

    type: ColumnType
    unit: str = Field(default="", max_length=64)
    required: bool = Field(default=True, description="Whether a version without it differs.")
    missing: Portion = Field(default=1.0, description="The largest share of rows without a value.")
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] | None = Field(default=None, max_length=1_000)
    outside: Portion = Field(
        default=USUAL_OUTSIDE, description="The share of values that may lie outside of range or categories."
    )
    compare: bool = Field(default=True, description="Whether values are compared at all.")
    change: Portion = Field(
        default=USUAL_CHANGE, description="The share of rows that may be spread otherwise."
    )
    distinct: int | None = Field(default=None, description="How many different values there were.")
    independent: int | None = Field(default=None, description="How many independent values they came to.")
    note: str = Field(default="", max_length=500)


class SchemaBody(Body):
    """The schema to put in force; `number` is the one that was in force when it was written."""

    source: VersionId
    columns: dict[ColumnName, RuleBody] = Field(min_length=1, max_length=2_000)
    why: str = Field(default="", max_length=500)
    number: int | None = Field(default=None, ge=0)


class CheckBody(Body):
    """What to compare with: a version, or the schema in force where it is left out."""

    against: VersionId | None = None


class WaiverBody(Body):
    """Why a version may be used in spite of a schema skew."""

    why: str = Field(min_length=1, max_length=500)


class RuleAnswer(Answer):
    """What a column should be like."""

    type: ColumnType
    unit: str
    required: bool
    missing: float
    minimum: float | None
    maximum: float | None
    categories: tuple[str, ...] | None
    outside: float
    compare: bool
    change: float
    distinct: int | None
    independent: int | None
    note: str


class ProposalAnswer(Answer):
    """A schema as it would be inferred from a version, and which columns a person should look at."""

    source: str
    columns: dict[str, RuleAnswer]
    notes: tuple[str, ...]


class SchemaAnswer(Answer):
    """A schema that somebody accepted."""

    dataset: str
    number: int
    source: str
    columns: dict[str, RuleAnswer]
    by: str
    at: datetime
    why: str


class AcceptedAnswer(Answer):
    """The schema in force, and the run that holds the current version against it."""

    schema_: SchemaAnswer = Field(alias="schema", serialization_alias="schema")
    check: str | None


class CheckStartedAnswer(Answer):
    """Names the run, which is looked at as an extraction is."""

    run: str


class FindingAnswer(Answer):
    """A column that is not as the schema says: what changed, how much, and what to do."""

    kind: SkewKind
    column: str
    measured: float
    limit: float
    sentence: str
    remedy: str


class ShareAnswer(Answer):
    """A stretch of values, or a category, with its share before and after."""

    label: str
    before: float
    after: float


class ChangeAnswer(Answer):
    """How far the values of a column moved; quantiles are 5, 50 and 95 of a hundred."""

    column: str
    unit: str
    before: int
    after: int
    effect: float = Field(description="The share of rows that would have to be others (total variation).")
    limit: float
    p: float
    q: float = Field(description="The rate of false discoveries at which this is one.")
    moved: bool
    sentence: str
    remedy: str
    shares: tuple[ShareAnswer, ...]
    quantiles_before: tuple[float, ...]
    quantiles_after: tuple[float, ...]
    independent: tuple[int, int] | None = Field(
        description="How many independent values before and after stood for chance, where order is known."
    )


class WaiverAnswer(Answer):
    """Who lets data be used in spite of a skew, and why."""

    by: str
    at: datetime
    why: str


class ReportAnswer(Answer):
    """What was found of a version; `schema` is 0 where it was inferred from the version compared with."""

    dataset: str
    version: str
    rows: int
    against: str
    against_rows: int
    number: int = Field(alias="schema", serialization_alias="schema")
    outcome: Literal["as_expected", "schema_skew", "value_skew"]
    findings: tuple[FindingAnswer, ...]
    changes: tuple[ChangeAnswer, ...]
    notes: tuple[str, ...]
    made_at: datetime


class ValidationAnswer(Answer):
    """A result with its report, the trainings that it started, and who let it pass."""

    report: ReportAnswer
    trainings: tuple[str, ...]
    waiver: WaiverAnswer | None
