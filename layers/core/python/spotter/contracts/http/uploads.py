"""Uploads of people's own files over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from spotter.contracts.datasets import Cell, ColumnType
from spotter.contracts.http.models import Answer, Body
from spotter.contracts.sheets import SheetForm

ColumnName = Annotated[str, Field(min_length=1, max_length=256)]


class UploadBody(Body):
    """A file: its name, which says its form, and its size."""

    file: str = Field(min_length=1, max_length=255, examples=["gas.csv.gz"])
    size: int = Field(ge=1)


class TagsBody(Body):
    """The ETags that the PUT of each part was answered with, in the order of the parts."""

    tags: tuple[Annotated[str, Field(max_length=128)], ...] = Field(min_length=1, max_length=10_000)


class OptionsBody(Body):
    """How a file is to be read, where what would be guessed is not right."""

    encoding: str | None = Field(default=None, max_length=32, examples=["cp949"])
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    types: dict[ColumnName, ColumnType] = Field(default={}, max_length=10_000)
    drop: tuple[ColumnName, ...] = Field(default=(), max_length=10_000, description="Columns to leave out.")


class AcceptBody(Body):
    """How a file is to be read; with `append` its rows are added to those of the current version."""

    options: OptionsBody = OptionsBody()
    append: bool = False


class UploadAnswer(Answer):
    """Links to which the parts of the file are PUT, each of `part_bytes` but the last."""

    upload: str
    part_bytes: int
    links: tuple[str, ...]
    lasts_s: int


class ReceivedAnswer(Answer):
    """A file whose parts were put together."""

    upload: str
    file: str
    size: int


class GuessAnswer(Answer):
    """What a column is taken for."""

    name: str
    type: ColumnType
    present: int
    missing: int
    different: int
    examples: tuple[str, ...]
    comma: bool


class TroubleAnswer(Answer):
    """What keeps a file from being taken as it is."""

    column: str
    row: int | None
    sentence: str


class PreviewAnswer(Answer):
    """What a file is taken for; nothing is kept of it yet."""

    form: SheetForm
    encoding: str
    delimiter: str
    rows: int
    columns: tuple[GuessAnswer, ...]
    troubles: tuple[TroubleAnswer, ...]
    warnings: tuple[str, ...]
    sample: tuple[dict[str, Cell], ...]
