"""Checks of data: what a version comes down to, what it should be like, and what was found to differ.

*Schema skew* is a column that is missing, new, of another type or unit, too empty, or out of its range or
categories. *Value skew* is a column whose values are spread otherwise than before, though all are allowed.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.datasets import ColumnType, Version
from spotter.contracts.names import DatasetName, Tenant

USUAL_CHANGE = 0.2
"""Of a hundred rows twenty would have to be others: see `domain/skew/value_skew.py` for its sources."""

USUAL_OUTSIDE = 0.001
"""One value in a thousand may lie outside of its range before a person is stopped by it."""


class Spread(msgspec.Struct, frozen=True):
    """How often values fall into bins. A bin is named by its lowest key, cut by `shift` bits; ascending."""

    shift: int
    keys: tuple[int, ...]
    counts: tuple[int, ...]


class Stream(msgspec.Struct, frozen=True):
    """How the values of a device follow each other, in sums that tell their autocorrelation.

    `mark` digests whose they are. For lags of 1, 2, 4, ... values: how many `pairs` are so far apart, and the
    sums and products of both. Values in the tails of a part are drawn in; a text counts as 1 where it is the
    usual one and as 0 elsewhere.
    """

    mark: str
    values: int
    total: float
    squares: float
    pairs: tuple[int, ...]
    sums: tuple[float, ...]
    products: tuple[float, ...]


class ColumnSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a column comes down to. Summaries of parts add up to the summary of the whole, however it is cut.

    `spread` is of finite numbers; `categories` counts texts and flags and is None where there are more than
    are told apart; `marks` are the smallest digests of its texts, which tell how many different there are.
    Bounds of times are in epoch seconds. `streams` are empty where the order of rows is not known.
    """

    name: str
    type: ColumnType
    channel: str = ""
    unit: str = ""
    present: int = 0
    missing: int = 0
    infinite: int = 0
    minimum: float | None = None
    maximum: float | None = None
    spread: Spread | None = None
    categories: dict[str, int] | None = None
    marks: tuple[str, ...] = ()
    streams: tuple[Stream, ...] = ()


class VersionSummary(msgspec.Struct, frozen=True):
    """What all columns of a version come down to."""

    rows: int
    columns: tuple[ColumnSummary, ...]


class ColumnRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a column should be like.

    `missing` is the largest share of rows without a value, `outside` the share of values that may lie outside
    of the range or the categories, `change` how large a share of rows may be spread otherwise. Where
    `compare` is false, values are not compared. `distinct` tells how many different values there were,
    `independent` to how many independent ones its rows came down; neither binds anybody.
    """

    type: ColumnType
    unit: str = ""
    required: bool = True
    missing: float = 1.0
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] | None = None
    outside: float = USUAL_OUTSIDE
    compare: bool = True
    change: float = USUAL_CHANGE
    distinct: int | None = None
    independent: int | None = None
    note: str = ""


class DatasetSchema(msgspec.Struct, frozen=True):
    """A schema that somebody accepted; it never changes, another number follows it.

    `source` is the version that it was inferred from, with whose values others are compared.
    """

    tenant: Tenant
    dataset: DatasetName
    number: int
    source: Version
    columns: dict[str, ColumnRule]
    by: str
    at: datetime
    why: str = ""


class SkewKind(StrEnum):
    """In which way a version is not as its schema says."""

    MISSING = "missing"
    NEW = "new"
    TYPE = "type"
    UNIT = "unit"
    EMPTY = "empty"
    RANGE = "range"
    CATEGORY = "category"


class Finding(msgspec.Struct, frozen=True):
    """A column that is not as the schema says: what changed, how much, and what to do."""

    kind: SkewKind
    column: str
    measured: float
    limit: float
    sentence: str
    remedy: str


class Share(msgspec.Struct, frozen=True):
    """A stretch of values, or a category, and which share of the values it had before and has now."""

    label: str
    before: float
    after: float


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far the values of a column moved: `effect` from 0 to 1, `p` by chance alone, `q` for all columns.

    `independent` is how many independent values stood for chance, before and after, where order is known.
    `moved` where the effect is large and chance does not explain it. Middles and tails are quantiles
    (5, 50 and 95 of a hundred), of numbers only.
    """

    column: str
    unit: str
    before: int
    after: int
    effect: float
    limit: float
    p: float
    q: float
    moved: bool
    sentence: str
    remedy: str
    shares: tuple[Share, ...]
    quantiles_before: tuple[float, ...] = ()
    quantiles_after: tuple[float, ...] = ()
    independent: tuple[int, int] | None = None


Outcome = Literal["as_expected", "schema_skew", "value_skew"]


class Waiver(msgspec.Struct, frozen=True):
    """Who lets data be used in spite of a skew, and why."""

    by: str
    at: datetime
    why: str


class CheckReport(msgspec.Struct, frozen=True):
    """What was found of a version. `schema` is 0 where it was inferred from the version compared with."""

    tenant: Tenant
    dataset: DatasetName
    version: Version
    rows: int
    against: Version
    against_rows: int
    schema: int
    outcome: Outcome
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    made_at: datetime
    v: int = 1


class CheckEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result of a check as it stands on its version; the report says all of it.

    `trainings` are the runs that it started, `waiver` is set where a second person lets it pass.
    """

    version: Version
    against: Version
    schema: int
    outcome: Outcome
    findings: int
    moved: tuple[str, ...]
    report: str
    made_at: datetime
    first: str
    trainings: tuple[str, ...] = ()
    waiver: Waiver | None = None


class CheckOrder(msgspec.Struct, frozen=True):
    """What a run is told: to check a version against another, or where that is empty by the schema.

    With `infer` it only finds out what the version comes down to, from which a schema is proposed.
    """

    run: str
    tenant: Tenant
    dataset: DatasetName
    version: Version
    by: str
    against: Version = ""
    infer: bool = False
