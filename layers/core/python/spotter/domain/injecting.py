"""Rows that never were, to ask a model of what is usual whether it would notice them.

Half of them have every column of another row: each value is usual and their company is not. The others are
rows of which one number lies beyond all that was seen. A model that notices neither watches nothing.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

NEAREST, FARTHEST = 0.25, 1.5
"""How far beyond what was seen a number is pushed, as shares of how far it ranged."""


class Injected(NamedTuple):
    """A row that never was, and the place of the real one that it was made of."""

    source: int
    row: list[float]


def injected(
    rows: Sequence[Sequence[float]], *, most: int, seed: int, words: Collection[int] = ()
) -> list[Injected]:
    """Make a row of each real one, or of `most` of them; `words` are columns that are no numbers.

    >>> [each.source for each in injected([[0.0, 1.0], [1.0, 3.0]], most=9, seed=1)]
    [0, 1]
    """
    chance = random.Random(seed)  # noqa: S311 - the same rows again, not a secret
    places = range(len(rows))
    sources = list(places) if len(rows) <= most else sorted(chance.sample(places, most))
    spans = dict(_spans(rows, words))
    return [
        Injected(at, _pushed(rows[at], spans, chance) if turn % 2 and spans else _dealt(rows, chance))
        for turn, at in enumerate(sources)
    ]


def _dealt(rows: Sequence[Sequence[float]], chance: random.Random) -> list[float]:
    return [chance.choice(rows)[column] for column in range(len(rows[0]))]


def _pushed(
    row: Sequence[float], spans: dict[int, tuple[float, float]], chance: random.Random
) -> list[float]:
    pushed = list(row)
    column = chance.choice(list(spans))
    low, high = spans[column]
    far = chance.uniform(NEAREST, FARTHEST) * (high - low)
    pushed[column] = high + far if chance.random() < 0.5 else low - far  # noqa: PLR2004 - up or down
    return pushed


def _spans(
    rows: Sequence[Sequence[float]], words: Collection[int]
) -> Iterator[tuple[int, tuple[float, float]]]:
    """Say between what the numbers of each column lie, where they differ; gaps are no numbers."""
    for column in range(len(rows[0]) if rows else 0):
        there = [value for row in rows if (value := row[column]) == value]
        if column not in words and there and min(there) < max(there):
            yield column, (min(there), max(there))
