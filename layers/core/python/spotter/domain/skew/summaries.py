"""Summaries of columns: what they are of rows, and how those of parts become that of the whole."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import nsmallest

import msgspec

from spotter.contracts.datasets import Cell, Column, ColumnType
from spotter.contracts.skew import ColumnSummary, Spread, VersionSummary
from spotter.domain.skew.bins import added, spread_of_values
from spotter.domain.skew.dependence import added_streams

MOST_CATEGORIES = 1_000
"""Of more different texts in a column none is told apart: it names things and does not sort them."""

LONGEST_CATEGORY = 200
"""Characters of a text that count; two that differ only later are one category."""

MARKS = 256
"""Smallest digests that are kept: how many texts there are is then known to 6 % (1 / sqrt(256))."""

MARK_DIGITS = 15

NUMBERS = frozenset({ColumnType.NUMBER, ColumnType.INTEGER})
CATEGORIES = frozenset({ColumnType.TEXT, ColumnType.FLAG})


def summary_of(column: Column, cells: Iterable[Cell]) -> ColumnSummary:
    """Say what a column comes down to; adapters that read files have to give the same."""
    values = list(cells)
    told = [value for value in values if value is not None]
    made = ColumnSummary(
        column.name, column.type, column.channel, column.unit, len(told), len(values) - len(told)
    )
    if column.type in NUMBERS:
        numbers = [float(value) for value in told if isinstance(value, int | float)]
        finite = [number for number in numbers if math.isfinite(number)]
        return msgspec.structs.replace(
            made,
            infinite=len(numbers) - len(finite),
            minimum=min(finite, default=None),
            maximum=max(finite, default=None),
            spread=spread_of_values(finite),
        )
    if column.type in CATEGORIES:
        return _with_categories(made, told)
    moments = [value.timestamp() for value in told if isinstance(value, datetime)]
    return msgspec.structs.replace(
        made, minimum=min(moments, default=None), maximum=max(moments, default=None)
    )


def joined(stretches: Iterable[VersionSummary], columns: Sequence[Column]) -> VersionSummary:
    """Add the summaries of parts up, in any order; of no part there is an empty one."""
    whole = VersionSummary(0, tuple(summary_of(column, ()) for column in columns))
    for stretch in stretches:
        both = zip(whole.columns, stretch.columns, strict=True)
        whole = VersionSummary(whole.rows + stretch.rows, tuple(_both(one, other) for one, other in both))
    return whole


def mark_of(text: str) -> str:
    """Digest a text evenly; it keeps no secret."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:MARK_DIGITS]


def distinct(summary: ColumnSummary) -> int | None:
    """Tell how many different values there are, estimated where they are many texts; None for many numbers.

    From the k smallest of evenly spread digests (Bar-Yossef et al. 2002).
    """
    if summary.spread is not None:
        return len(summary.spread.keys) if summary.spread.shift == 0 else None
    if summary.categories is not None:
        return len(summary.categories)
    if len(summary.marks) < MARKS:
        return len(summary.marks) or None
    reach: float = int(summary.marks[-1], 16) / 16.0**MARK_DIGITS
    return round((MARKS - 1) / reach)


def _with_categories(made: ColumnSummary, told: Iterable[Cell]) -> ColumnSummary:
    texts = [(str(value).lower() if isinstance(value, bool) else str(value)) for value in told]
    counts = Counter(text[:LONGEST_CATEGORY] for text in texts)
    marks = tuple(nsmallest(MARKS, {mark_of(text) for text in counts}))
    kept = dict(sorted(counts.items())) if len(counts) <= MOST_CATEGORIES else None
    return msgspec.structs.replace(made, categories=kept, marks=marks)


def _both(one: ColumnSummary, other: ColumnSummary) -> ColumnSummary:
    return msgspec.structs.replace(
        one,
        present=one.present + other.present,
        missing=one.missing + other.missing,
        infinite=one.infinite + other.infinite,
        minimum=min((each for each in (one.minimum, other.minimum) if each is not None), default=None),
        maximum=max((each for each in (one.maximum, other.maximum) if each is not None), default=None),
        spread=_spreads(one.spread, other.spread),
        categories=_counts(one.categories, other.categories),
        marks=tuple(sorted({*one.marks, *other.marks})[:MARKS]),
        streams=added_streams(one.streams, other.streams),
    )


def _spreads(one: Spread | None, other: Spread | None) -> Spread | None:
    return None if one is None or other is None else added(one, other)


def _counts(one: dict[str, int] | None, other: dict[str, int] | None) -> dict[str, int] | None:
    """Add counts up; too many on either side are too many together."""
    if one is None or other is None:
        return None
    counts = Counter(one)
    counts.update(other)
    return dict(sorted(counts.items())) if len(counts) <= MOST_CATEGORIES else None
