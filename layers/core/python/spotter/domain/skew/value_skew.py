"""Value skew: columns whose values are spread otherwise than before, though all of them are allowed.

Two things are needed, as either alone deceives.

*Effect* is the total variation between both samples: which share of the rows would have to be others. It
needs no unit and is the same for numbers and categories. For two normal spreads a standardised difference d
apart it is 2 * Phi(d / 2) - 1, one minus their overlap (Inman and Bradley 1989). `USUAL_CHANGE`, 0.2, is
Cohen's medium effect (1988: d = 0.5). A population stability index, d squared here, passes 0.25 at the same
place, which is the usual sign to act (Siddiqi 2006).

*Chance* is Pearson's chi-square on the same cells, corrected for the number of columns by Benjamini and
Hochberg (1995). Of ten million rows every difference is beyond chance; of three hundred only large ones are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.datasets import ColumnType
from spotter.contracts.skew import Change, ColumnRule, ColumnSummary, Share, Spread, VersionSummary
from spotter.domain.skew.bins import at_shift, begins, quantile
from spotter.domain.skew.chances import false_discoveries, full_cells, homogeneity
from spotter.domain.skew.wording import chance, listed, number, of_hundred, with_unit

FEWEST = 300
"""With ten cells and as many values on either side chance alone moves half as much as `USUAL_CHANGE`."""

DISCOVERIES = 0.05
"""Of the columns that are said to have moved, one in twenty may not have."""

TENTHS = 10
MOST_CATEGORIES = 20
"""Categories that are compared one by one; the rarer ones are compared as one."""

FEW = 10
"""So many different numbers are told one by one, as 0 and 1 are."""

QUANTILES = (0.05, 0.5, 0.95)


class ValueSkew(NamedTuple):
    """What was compared, column by column, and what could not be."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]


class _Cells(NamedTuple):
    labels: list[str]
    before: list[int]
    after: list[int]


def value_skew(rules: Mapping[str, ColumnRule], before: VersionSummary, after: VersionSummary) -> ValueSkew:
    """Compare the values of the columns that both have and the schema wants to have compared."""
    old = {column.name: column for column in before.columns}
    found: list[tuple[ColumnSummary, ColumnSummary, _Cells]] = []
    notes = []
    for column in after.columns:
        was, rule = old.get(column.name), rules.get(column.name)
        if was is None or rule is None or not rule.compare or was.type is not column.type:
            continue
        if sentence := _incomparable(was, column):
            notes.append(sentence)
        else:
            found.append((was, column, _full(_cells(was, column))))
    chances = [homogeneity(cells.before, cells.after) for _, _, cells in found]
    rates = false_discoveries(chances)
    changes = (
        _change(*columns, rules[columns[0].name], p, q)
        for columns, p, q in zip(found, chances, rates, strict=True)
    )
    return ValueSkew(tuple(sorted(changes, key=lambda each: (not each.moved, -each.effect))), tuple(notes))


def _incomparable(was: ColumnSummary, column: ColumnSummary) -> str:
    if column.type is ColumnType.TIME:
        return ""
    counts = [_compared(each) for each in (was, column)]
    if min(counts) < FEWEST:
        sentence = f"column {column.name}: {counts[0]:,} values before and {counts[1]:,} now"
        return f"{sentence} are too few to compare; {FEWEST} on either side are needed"
    if column.spread is None and (was.categories is None or column.categories is None):
        return f"column {column.name} holds too many different texts to be compared; it names things"
    return ""


def _compared(column: ColumnSummary) -> int:
    return column.present - column.infinite


def _cells(was: ColumnSummary, column: ColumnSummary) -> _Cells:
    if was.spread is not None and column.spread is not None:
        return _numbers(was.spread, column.spread, column.unit or was.unit)
    return _categories(was.categories or {}, column.categories or {})


def _numbers(was: Spread, now: Spread, unit: str) -> _Cells:
    """Cut at the tenths of what was; a number that a tenth of the rows has is a cell of its own."""
    shift = max(was.shift, now.shift)
    old, new = at_shift(was, shift), at_shift(now, shift)
    cuts = _cuts(old)
    held: dict[int, list[int]] = {}
    for key in sorted({*old, *new}):
        held.setdefault(bisect_left(cuts, key), []).append(key)
    before, after = ([sum(side.get(key, 0) for key in keys) for keys in held.values()] for side in (old, new))
    ends = [(keys[0], keys[-1]) for keys in held.values()]
    return _Cells(list(_ranges(ends, shift, unit)), before, after)


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


def _categories(old: Mapping[str, int], new: Mapping[str, int]) -> _Cells:
    both = {text: old.get(text, 0) + new.get(text, 0) for text in {*old, *new}}
    ranked = sorted(both, key=lambda text: (-both[text], text))
    head, rest = ranked[:MOST_CATEGORIES], ranked[MOST_CATEGORIES:]
    before, after = ([side.get(text, 0) for text in head] for side in (old, new))
    if rest:
        head = [*head, f"{len(rest)} others"]
        before.append(sum(old.get(text, 0) for text in rest))
        after.append(sum(new.get(text, 0) for text in rest))
    return _Cells(head, before, after)


def _full(cells: _Cells) -> _Cells:
    """Put cells together that are too empty for a test."""
    places = full_cells(cells.before, cells.after)
    return _Cells(
        [_label([cells.labels[each] for each in some]) for some in places],
        [sum(cells.before[each] for each in some) for some in places],
        [sum(cells.after[each] for each in some) for some in places],
    )


def _label(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else listed(list(labels), 3)


def _change(
    was: ColumnSummary, column: ColumnSummary, cells: _Cells, rule: ColumnRule, p: float, q: float
) -> Change:
    shares = tuple(
        Share(label, old / sum(cells.before), new / sum(cells.after))
        for label, old, new in zip(*cells, strict=True)
    )
    effect = sum(abs(each.after - each.before) for each in shares) / 2
    moved = effect >= rule.change and q <= DISCOVERIES
    unit = column.unit or was.unit
    quantiles = [
        tuple(quantile(spread, share) for share in QUANTILES) if spread is not None else ()
        for spread in (was.spread, column.spread)
    ]
    told = _largest(shares) if _is_few(was, column) else _middles(quantiles[0], quantiles[1], unit)
    return Change(
        column=column.name,
        unit=unit,
        before=_compared(was),
        after=_compared(column),
        effect=effect,
        limit=rule.change,
        p=p,
        q=q,
        moved=moved,
        sentence=f"column {column.name}: {told}. {_weighed(effect, rule.change, q, moved=moved)}",
        remedy=_REMEDY if moved else "",
        shares=shares,
        quantiles_before=quantiles[0],
        quantiles_after=quantiles[1],
    )


def _weighed(effect: float, limit: float, q: float, *, moved: bool) -> str:
    much = f"{of_hundred(effect)} values would have to be others for both to be alike"
    if moved:
        return f"{much} (the limit is {of_hundred(limit)}); chance alone would do this {chance(q)}"
    if effect < limit:
        return f"{much}, which is less than the limit of {of_hundred(limit)}"
    return f"{much}, which may be chance: that alone would do this {chance(q)}"


def _middles(before: Sequence[float], after: Sequence[float], unit: str) -> str:
    middle = (
        f"half of the values lie below {with_unit(after[1], unit)} (before: {with_unit(before[1], unit)})"
    )
    now, was = (f"{number(low)} to {with_unit(high, unit)}" for low, _, high in (after, before))
    return f"{middle}, and nine of ten from {now} (before: {was})"


def _is_few(was: ColumnSummary, column: ColumnSummary) -> bool:
    """Tell whether values are better named one by one than by their middle."""
    spreads = (was.spread, column.spread)
    return any(each is None or (each.shift == 0 and len(each.keys) <= FEW) for each in spreads)


def _largest(shares: Sequence[Share]) -> str:
    ranked = sorted(shares, key=lambda each: -abs(each.after - each.before))
    told = (
        f"{each.label} in {of_hundred(each.after)} (before: {of_hundred(each.before)})" for each in ranked
    )
    return listed(list(told), 3)


_REMEDY = (
    "find out what changed: season, work, place, or a sensor that drifted or was replaced. If the world"
    " changed, models have to learn anew; if the sensor did, calibrate it and extract again. Where a column"
    " only counts or names rows, say `compare: false` in the schema"
)
