"""Preparing versions over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from spotter.contracts.http.models import Answer, Body

ColumnName = Annotated[str, Field(min_length=1, max_length=200)]


class PreparingBody(Body):
    """Which recipe, and what columns are; with `sample` it is tried on so many rows and makes no version."""

    recipe: Annotated[str, Field(min_length=1, max_length=80)] = Field(examples=["fill", "fill@3"])
    label: ColumnName | None = None
    group: ColumnName | None = Field(default=None, description="Whose a row is; `device` where extracted.")
    time: ColumnName | None = Field(default=None, description="When a row was; `at` where extracted.")
    drop: Annotated[tuple[ColumnName, ...], Field(max_length=1_000)] = ()
    marks: bool = Field(default=True, description="Add a 0/1 column for each column with filled cells.")
    sample: Annotated[int, Field(ge=10, le=100_000)] | None = None
    current: bool = Field(default=False, description="Make the version that comes of it the current one.")


class PreparingStartedAnswer(Answer):
    """Names the run."""

    run: str


class ColumnSummaryAnswer(Answer):
    """A column in numbers, with its histogram from lowest to highest."""

    cells: int
    missing: int
    mean: float | None
    deviation: float | None
    minimum: float | None
    median: float | None
    maximum: float | None
    counts: tuple[int, ...]


class ColumnPreparedAnswer(Answer):
    """A column before and after, null where it was not there, and how many cells each step filled."""

    column: str
    before: ColumnSummaryAnswer | None
    after: ColumnSummaryAnswer | None
    filled: dict[str, int]


class PreparingReportAnswer(Answer):
    """What a recipe did to rows; `made` is null where a sample was tried."""

    run: str
    recipe: str
    of: str
    made: str | None
    rows_before: int
    rows_after: int
    notes: tuple[str, ...]
    columns: tuple[ColumnPreparedAnswer, ...]


class PreparingAnswer(Answer):
    """How a run stands; the report is there when it has ended well, the cause when it has not."""

    run: str
    status: str
    version: str | None
    cause: str
    report: PreparingReportAnswer | None


class PreparedAnswer(Answer):
    """What a prepared version was made by: the recipe in plain words, and what it did."""

    recipe: str
    steps: tuple[dict[str, Any], ...]
    explained: tuple[str, ...]
    report: PreparingReportAnswer


class StepPlanAnswer(Answer):
    """A step: what it is applied to (rows, devices, folds), and what it learns from."""

    at: int
    step: str
    applies: str
    learns: str
    sql: bool


class RecipePlanAnswer(Answer):
    """What a preparation would need; `distributed` and `sql` are why one cannot be, empty where it can."""

    recipe: str
    version: str
    rows: int
    columns: int
    parts: int
    needs_bytes: int
    holds_bytes: int
    fits: bool
    cost: str
    reads_bytes: int
    sample_rows: int
    steps: tuple[StepPlanAnswer, ...]
    distributed: str
    sql: str
    table: str
    query: str
