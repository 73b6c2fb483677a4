"""Steps that change which training rows there are, or how much each counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from spotter.contracts.steps import BalanceOver, BalanceUnder, BalanceWeights, DropRows, Resample
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.prepare.choosing import chosen, target_of
from spotter.learning.prepare.sheets import Sheet

SUMMARIES: dict[str, Callable[[Floats], float]] = {
    "mean": lambda values: float(values.mean()),
    "median": lambda values: float(np.median(values)),
    "minimum": lambda values: float(values.min()),
    "maximum": lambda values: float(values.max()),
    "last": lambda values: float(values[-1]),
}


def without_rows(at: int, step: DropRows, sheet: Sheet) -> Sheet:
    """Leave out rows of which too much is missing.

    Raises:
        Invalid: no row is left.
    """
    stay = rows_left(at, step, sheet)
    if stay.size == 0:
        names = chosen(at, step, sheet)
        holes = np.isnan(sheet.matrix(names))
        worst = names[int(holes.sum(axis=0).argmax())]
        raise Invalid(
            f"{named(at, step)} leaves no row: each lacks something, column {worst} in "
            f"{int(holes[:, names.index(worst)].sum())} of {sheet.rows.size} rows",
            column=worst,
        )
    return sheet.taken(stay)


def rows_left(at: int, step: DropRows, sheet: Sheet) -> Ints:
    """Give the positions of the rows that have enough."""
    names = chosen(at, step, sheet)
    if not names:
        return np.arange(sheet.rows.size)
    return np.flatnonzero(np.isnan(sheet.matrix(names)).mean(axis=1) <= step.most_missing)


def resampled(at: int, step: Resample, sheet: Sheet) -> Sheet:
    """Make one row of each stretch of a device's time; what is no numeric feature is that of its last row.

    Raises:
        Invalid: there is no time.
    """
    if sheet.times is None:
        raise Invalid(f"{named(at, step)} needs a time column: name it", field="time")
    order = sheet.in_time()
    stretch = np.floor(sheet.times[order] / step.every)
    device = sheet.device_numbers()[order]
    begins = np.append(True, (np.diff(stretch) != 0) | (np.diff(device) != 0))
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], order.size)
    columns = dict(sheet.taken(order[ends - 1]).columns)
    for name in chosen(at, step, sheet):
        values = sheet.columns[name][order]
        parts = [values[a:b][~np.isnan(values[a:b])] for a, b in zip(starts, ends, strict=True)]
        summary = SUMMARIES[step.take]
        columns[name] = np.array([summary(part) if part.size else np.nan for part in parts])
    return sheet.taken(order[ends - 1]).with_columns(columns)


def balanced(at: int, step: BalanceWeights | BalanceUnder | BalanceOver, sheet: Sheet) -> Sheet:
    """Let classes count alike.

    Raises:
        Invalid: there are no classes, or one only.
    """
    target = target_of(at, step, sheet, classes=True)
    classes, member, counts = np.unique(target, return_inverse=True, return_counts=True)
    match step:
        case BalanceWeights():
            weights = (target.size / (classes.size * counts))[member]
            return replace(sheet, weights=weights if sheet.weights is None else sheet.weights * weights)
        case BalanceUnder():
            most = np.minimum(counts, np.floor(step.ratio * counts.min()).astype(np.int64))
            return sheet.taken(_drawn(member, most, counts, step.seed))
        case BalanceOver():
            least = np.maximum(counts, np.ceil(counts.max() / step.ratio).astype(np.int64))
            return sheet.taken(_drawn(member, least, counts, step.seed))


def _drawn(member: Ints, wanted: Ints, counts: Ints, seed: int) -> Ints:
    """Draw so many rows of each class: all of them first, then again; in their order."""
    rng = np.random.default_rng(seed)
    drawn = []
    for number, (want, have) in enumerate(zip(wanted, counts, strict=True)):
        rows = np.flatnonzero(member == number)
        if want <= have:
            drawn.append(rng.choice(rows, want, replace=False))
        else:
            drawn += [rows, rng.choice(rows, want - have)]
    return np.sort(np.concatenate(drawn), kind="stable")
