"""Schemas inferred from a version: what columns are like, with room for what is usual to come.

What is proposed is wide on purpose, as it stops models from going live: it should catch a changed unit, a
broken sensor or a renamed column, and no warm day. A person reviews it, and makes it tighter or wider.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from spotter.contracts.datasets import ColumnType
from spotter.contracts.skew import ColumnRule, ColumnSummary, VersionSummary
from spotter.domain.skew.bins import value_of
from spotter.domain.skew.dependence import independent
from spotter.domain.skew.summaries import MOST_CATEGORIES, distinct
from spotter.domain.skew.wording import number
from spotter.errors import Invalid

NAMES = frozenset({"site", "device", "worker"})
"""Columns that say whose a row is: they may always name others, and are not compared."""

MISSING_ROOM = 0.1
"""Ten rows in a hundred more may have no value: a battery that is changed is no other kind of data."""

LISTED_CATEGORIES = 100
ROWS_A_CATEGORY = 10
"""Texts are categories where they are few and each has come often enough for there to be no more."""

DIGITS = 3


def inferred(summary: VersionSummary) -> dict[str, ColumnRule]:
    """Propose a rule for each column.

    Raises:
        Invalid: there are no rows.
    """
    refuse_empty(summary, "it")
    return {column.name: _rule(column) for column in summary.columns}


def refuse_empty(summary: VersionSummary, called: str) -> None:
    """Check that there are rows to learn something from, or raise Invalid."""
    if summary.rows == 0:
        raise Invalid(f"{called} has no rows, so there is nothing to compare or to infer from", rows=0)


def oddities(summary: VersionSummary) -> Iterator[str]:
    """Say of which columns little or nothing can be known or learned, and why."""
    for column in summary.columns:
        if column.infinite:
            yield f"column {column.name}: {column.infinite} values are infinite or no number at all"
        if not column.present:
            yield f"column {column.name} has no value in any row; leave it out, or find out why it is empty"
        elif column.name not in NAMES and (sentence := _sameness(column)):
            yield sentence


def _sameness(column: ColumnSummary) -> str:
    found = distinct(column)
    if found == 1 and column.type in {ColumnType.TEXT, ColumnType.FLAG}:
        only = next(iter(column.categories or {"": 0}))
        sentence = f"column {column.name} is {only!r} wherever it has a value"
        return f"{sentence}: a single class, from which nothing can be learned"
    if found == 1 and column.spread is not None:
        only = number(value_of(column.spread.keys[0]))
        return f"column {column.name} is {only} wherever it has a value; nothing can be learned from it"
    if column.type is ColumnType.TEXT and column.categories is None and found is not None:
        sentence = (
            f"column {column.name} holds about {found:,} different texts, more than {MOST_CATEGORIES:,}"
        )
        return f"{sentence}: it names things, so its texts are neither listed nor compared, and teach nothing"
    return ""


def _rule(column: ColumnSummary) -> ColumnRule:
    rows = column.present + column.missing
    low, high = _range(column)
    return ColumnRule(
        type=column.type,
        unit=column.unit,
        missing=min(1.0, math.ceil((column.missing / rows + MISSING_ROOM) * 100) / 100),
        minimum=low,
        maximum=high,
        categories=_categories(column),
        compare=column.type is not ColumnType.TIME and column.name not in NAMES,
        distinct=distinct(column),
        independent=None if (known := independent(column)) is None else round(known),
    )


def _range(column: ColumnSummary) -> tuple[float | None, float | None]:
    """Widen what was seen by as much on either side; what was never negative may not become so."""
    low, high = column.minimum, column.maximum
    if column.spread is None or low is None or high is None:
        return None, None
    room = high - low or abs(low) or 1.0
    return _outward(max(0.0, low - room) if low >= 0 else low - room, math.floor), _outward(
        high + room, math.ceil
    )


def _outward(value: float, turn: Callable[[float], int]) -> float:
    """Round away from what was seen to three digits, so that a person can read and correct it."""
    if value == 0 or not math.isfinite(value):
        return value
    places = DIGITS - 1 - math.floor(math.log10(abs(value)))
    return float(f"{turn(value * 10.0**places) / 10.0**places:.{DIGITS}g}")


def _categories(column: ColumnSummary) -> tuple[str, ...] | None:
    known = column.categories
    if column.type is not ColumnType.TEXT or column.name in NAMES or not known:
        return None
    if len(known) > LISTED_CATEGORIES or column.present < ROWS_A_CATEGORY * len(known):
        return None
    return tuple(known)
