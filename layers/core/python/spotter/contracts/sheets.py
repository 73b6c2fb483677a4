"""Sheets: files of rows and columns that people bring along, and what is made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.datasets import Cell, ColumnType
from spotter.contracts.names import DatasetName, Tenant

SheetForm = Literal["csv", "parquet", "json"]


class SheetOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a file is to be read, where what would be guessed is wrong; `drop` names columns to leave out."""

    encoding: str | None = None
    delimiter: str | None = None
    types: dict[str, ColumnType] = {}
    drop: tuple[str, ...] = ()


class Guess(msgspec.Struct, frozen=True):
    """What a column is taken for, and why: how many values it has, how many different ones, and the first.

    `comma` tells that its decimals stand behind a comma.
    """

    name: str
    type: ColumnType
    present: int
    missing: int
    different: int
    examples: tuple[str, ...]
    comma: bool = False


class Trouble(msgspec.Struct, frozen=True):
    """What keeps a file from being taken as it is: where it is, what it says, and the remedy."""

    column: str
    row: int | None
    sentence: str


class Preview(msgspec.Struct, frozen=True):
    """What a file is taken for before anything is kept of it; rows are counted from 1 below the header."""

    form: SheetForm
    encoding: str
    delimiter: str
    rows: int
    columns: tuple[Guess, ...]
    troubles: tuple[Trouble, ...]
    warnings: tuple[str, ...]
    sample: tuple[dict[str, Cell], ...]


class Upload(msgspec.Struct, frozen=True):
    """A file on its way: where it goes, in how many parts, and what the store calls the transfer."""

    id: str
    file: str
    key: str
    transfer: str
    size: int
    parts: int
    made_at: datetime
    by: str


class Load(msgspec.Struct, frozen=True):
    """What a run is told that makes a version of a file; `append` adds its rows to the current one."""

    run: str
    tenant: Tenant
    dataset: DatasetName
    upload: str
    options: SheetOptions
    append: bool
    by: str
