"""Cells: where the values of two columns are counted, to be held against each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.skew import ColumnSummary, Spread
from spotter.domain.skew.bins import at_shift, begins
from spotter.domain.skew.chances import full_cells
from spotter.domain.skew.wording import listed, number, with_unit

TENTHS = 10
MOST_CATEGORIES = 20
"""Categories that are compared one by one; the rarer ones are compared as one."""


class Cells(NamedTuple):
    """What cells are called, and how many values fell into them on either side."""

    labels: list[str]
    before: list[int]
    after: list[int]


def cells_of(was: ColumnSummary, column: ColumnSummary) -> Cells:
    """Cut numbers at the tenths of what was; give each of the usual categories a cell of its own."""
    if was.spread is not None and column.spread is not None:
        return _numbers(was.spread, column.spread, column.unit or was.unit)
    return _categories(was.categories or {}, column.categories or {})


def _numbers(was: Spread, now: Spread, unit: str) -> Cells:
    """Cut at the tenths of what was; a number that a tenth of the rows has is a cell of its own."""
    shift = max(was.shift, now.shift)
    old, new = at_shift(was, shift), at_shift(now, shift)
    cuts = _cuts(old)
    held: dict[int, list[int]] = {}
    for key in sorted({*old, *new}):
        held.setdefault(bisect_left(cuts, key), []).append(key)
    before, after = ([sum(side.get(key, 0) for key in keys) for keys in held.values()] for side in (old, new))
    ends = [(keys[0], keys[-1]) for keys in held.values()]
    return Cells(list(_ranges(ends, shift, unit)), before, after)


def _cuts(old: Mapping[int, int]) -> list[int]:
    whole, reached = sum(old.values()), 0
    cuts = set[int]()
    for key in sorted(old):
        tenth = reached * TENTHS // whole
        reached += old[key]
        if old[key] * TENTHS >= whole:
            cuts |= {key - 1, key}
        elif reached * TENTHS // whole > tenth:
            cuts.add(key)
    return sorted(cuts)


def _ranges(ends: Sequence[tuple[int, int]], shift: int, unit: str) -> Iterator[str]:
    """Name stretches by the least and the largest number in them."""
    for place, (least, most) in enumerate(ends):
        low = begins(least, shift)
        high = begins(most + (1 if shift else 0), shift)
        if number(low) == number(high):
            yield with_unit(low, unit)
        elif place == 0:
            yield f"up to {with_unit(high, unit)}"
        elif place == len(ends) - 1:
            yield f"{with_unit(low, unit)} and more"
        else:
            yield f"{number(low)} to {with_unit(high, unit)}"


def _categories(old: Mapping[str, int], new: Mapping[str, int]) -> Cells:
    both = {text: old.get(text, 0) + new.get(text, 0) for text in {*old, *new}}
    ranked = sorted(both, key=lambda text: (-both[text], text))
    head, rest = ranked[:MOST_CATEGORIES], ranked[MOST_CATEGORIES:]
    before, after = ([side.get(text, 0) for text in head] for side in (old, new))
    if rest:
        head = [*head, f"{len(rest)} others"]
        before.append(sum(old.get(text, 0) for text in rest))
        after.append(sum(new.get(text, 0) for text in rest))
    return Cells(head, before, after)


def filled(cells: Cells, tau: float) -> Cells:
    """Put cells together that are too empty for a test."""
    places = full_cells(thinned(cells.before, tau), thinned(cells.after, tau))
    return Cells(
        [_label([cells.labels[each] for each in some]) for some in places],
        [sum(cells.before[each] for each in some) for some in places],
        [sum(cells.after[each] for each in some) for some in places],
    )


def _label(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else listed(list(labels), 3)


def thinned(counts: Sequence[int], tau: float) -> list[float]:
    """Give the counts of independent values, of which `tau` rows make one."""
    return [count / tau for count in counts]
