"""Preparing a version: what a run is told, what it says of what it did, and what stays of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.preparations import Preparation
from spotter.contracts.recipes import Recipe


class PreparingRoles(msgspec.Struct, frozen=True, omit_defaults=True):
    """What columns are: the label, whose a row is, when it was, and which go on as they are.

    Where nobody says it, rows of an extracted version are of their `device` at their `at`.
    """

    label: str | None = None
    group: str | None = None
    time: str | None = None
    asides: tuple[str, ...] = ()


class PreparingOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run is told: which version, by which recipe, and what its columns are.

    `sample` only tries so many rows and makes no version. `marks` adds a 0/1 column for each column with
    filled cells. `current` also makes the version that comes of it the current one.
    """

    run: str
    tenant: Tenant
    dataset: DatasetName
    version: Version
    recipe: Recipe
    called: str
    by: str
    roles: PreparingRoles = PreparingRoles()
    marks: bool = True
    sample: int | None = None
    current: bool = False


class ColumnSummary(msgspec.Struct, frozen=True):
    """A column in numbers; None where it has no value. `counts` is its histogram from lowest to highest."""

    cells: int
    missing: int
    mean: float | None
    deviation: float | None
    minimum: float | None
    median: float | None
    maximum: float | None
    counts: tuple[int, ...]


class ColumnPrepared(msgspec.Struct, frozen=True):
    """A column before and after, None where it was not there, and how many cells each step filled."""

    column: str
    before: ColumnSummary | None
    after: ColumnSummary | None
    filled: dict[str, int]


class PreparingReport(msgspec.Struct, frozen=True):
    """What a recipe did to rows. A version is of all of them; without one, a sample was tried."""

    run: str
    recipe: str
    of: Version
    made: Version | None
    rows_before: int
    rows_after: int
    notes: tuple[str, ...]
    columns: tuple[ColumnPrepared, ...]


class PreparedFrom(msgspec.Struct, frozen=True):
    """What stays of a preparation beside its version: what was asked, learned and done."""

    order: PreparingOrder
    preparation: Preparation
    report: PreparingReport
    v: Literal[1] = 1
