"""What a column of texts is taken for, by how many of its values are of each type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from spotter.contracts.datasets import ColumnType
from spotter.contracts.sheets import Guess

ALMOST = 0.8
"""A column with so many numbers was meant to be one; what is none stands in the way and is pointed out."""

MANY = 100_000
"""Different texts from which on a column is no category that anything could be learned of."""


def guess(
    name: str, rows: int, counts: Sequence[Any], said: ColumnType | None
) -> tuple[Guess, ColumnType | None]:
    """Take a column for something; the second is the type that not all of its values are of.

    `counts`: values, different values, integers, numbers, flags, times, numbers with a comma, some values.
    """
    present, different, integers, numbers, flags, times, commas, some = counts
    found = {
        ColumnType.INTEGER: integers,
        ColumnType.NUMBER: max(numbers, commas),
        ColumnType.FLAG: flags,
        ColumnType.TIME: times,
    }
    kind = said or _best(found, present)
    comma = kind is ColumnType.NUMBER and commas > numbers
    examples = tuple(dict.fromkeys(map(str, some or ())))[:3]
    taken = Guess(name, kind, present, rows - present, different, examples, comma)
    doubted = kind if kind is not ColumnType.TEXT and found[kind] < present else None
    return taken, doubted


def warnings_of(columns: Iterable[Guess], rows: int) -> Iterator[str]:
    """Say which columns cannot teach anything, or too much."""
    for each in columns:
        if not each.present:
            yield f"column {each.name} is all missing; leave it out with --type {each.name}=drop"
        elif each.different == 1 and each.present == rows:
            yield f"column {each.name} is {each.examples[0]} in every row; nothing can be learned from it"
        elif each.type is ColumnType.TEXT and each.different >= MANY:
            yield (
                f"column {each.name} has {each.different:,} different texts, {each.examples[0]!r} first; as "
                f"a category it teaches nothing: train with `spotter train --role {each.name}=id`, "
                f"or say --type {each.name}=drop"
            )
        elif each.comma:
            yield f"column {each.name} has decimal commas: {each.examples[0]} is taken for a number"


def _best(found: dict[ColumnType, int], present: int) -> ColumnType:
    """Take the strictest type that all values are of, else the one that almost all are of."""
    if not present:
        return ColumnType.TEXT
    for kind, count in found.items():
        if count == present:
            return kind
    kind, count = max(found.items(), key=lambda each: each[1])
    return kind if count >= ALMOST * present else ColumnType.TEXT
