"""Value skew: columns whose values are spread otherwise than before, though all of them are allowed.

Two things are needed, as either alone deceives.

*Effect* is the total variation between both samples: which share of the rows would have to be others. It
needs no unit and is the same for numbers and categories. For two normal spreads a standardised difference d
apart it is 2 * Phi(d / 2) - 1, one minus their overlap (Inman and Bradley 1989). `USUAL_CHANGE`, 0.2, is
Cohen's medium effect (1988: d = 0.5). A population stability index, d squared here, passes 0.25 at the same
place, which is the usual sign to act (Siddiqi 2006).

*Chance* is Pearson's chi-square on the same cells, corrected for the number of columns by Benjamini and
Hochberg (1995). Of ten million rows every difference is beyond chance; of three hundred only large ones are.
Values that hang together in time count as the fewer independent ones to which they come down, on both sides
as on the side before (the effective counts of Rao and Scott 1981, with the largest of their design effects).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.datasets import ColumnType
from spotter.contracts.skew import Change, ColumnRule, ColumnSummary, Share, VersionSummary
from spotter.domain.skew.bins import quantile
from spotter.domain.skew.cells import Cells, cells_of, filled, thinned
from spotter.domain.skew.chances import false_discoveries, homogeneity
from spotter.domain.skew.dependence import FEWEST_INDEPENDENT, time_of_memory
from spotter.domain.skew.wording import chance, listed, number, of_hundred, with_unit

FEWEST = 300
"""With ten cells and as many values on either side chance alone moves half as much as `USUAL_CHANGE`."""

DISCOVERIES = 0.05
"""Of the columns that are said to have moved, one in twenty may not have."""

FEW = 10
"""So many different numbers are told one by one, as 0 and 1 are."""

QUANTILES = (0.05, 0.5, 0.95)


class ValueSkew(NamedTuple):
    """What was compared, column by column, and what could not be."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def value_skew(rules: Mapping[str, ColumnRule], before: VersionSummary, after: VersionSummary) -> ValueSkew:
    """Compare the values of the columns that both have and the schema wants to have compared."""
    old = {column.name: column for column in before.columns}
    found: list[tuple[ColumnSummary, ColumnSummary, Cells]] = []
    taus: list[float] = []
    notes = []
    for column in after.columns:
        was, rule = old.get(column.name), rules.get(column.name)
        if was is None or rule is None or not rule.compare or was.type is not column.type:
            continue
        if sentence := _incomparable(was, column):
            notes.append(sentence)
        else:
            taus.append(_tau(was, column))
            found.append((was, column, filled(cells_of(was, column), taus[-1])))
    chances = [
        homogeneity(thinned(cells.before, tau), thinned(cells.after, tau))
        for (_, _, cells), tau in zip(found, taus, strict=True)
    ]
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
    tau = _tau(was, column)
    if min(counts) < FEWEST_INDEPENDENT * tau:
        alike = " and ".join(f"{count / tau:.0f}" for count in counts)
        sentence = (
            f"column {column.name}: its values hang together over {tau:,.0f} rows, so that {counts[0]:,}"
            f" before and {counts[1]:,} now say as much as {alike} independent ones"
        )
        return f"{sentence}; {FEWEST_INDEPENDENT} on either side are needed to compare them"
    if column.spread is None and (was.categories is None or column.categories is None):
        return f"column {column.name} holds too many different texts to be compared; it names things"
    return ""


def _tau(was: ColumnSummary, column: ColumnSummary) -> float:
    """Give over how many rows values hang together: by what was, as nothing has changed until it is shown."""
    return next(filter(None, (time_of_memory(each.streams) for each in (was, column))), 1.0)


def _compared(column: ColumnSummary) -> int:
    return column.present - column.infinite


def _change(
    was: ColumnSummary, column: ColumnSummary, cells: Cells, rule: ColumnRule, p: float, q: float
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
        independent=_independent(was, column),
    )


def _independent(was: ColumnSummary, column: ColumnSummary) -> tuple[int, int] | None:
    if not (was.streams or column.streams):
        return None
    tau = _tau(was, column)
    return round(_compared(was) / tau), round(_compared(column) / tau)


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
