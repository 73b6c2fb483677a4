"""What a recipe did to a table: each column before and after, and every cell that was filled, counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spotter.contracts.preparing import ColumnPrepared, ColumnSummary
from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.evaluate import MARK
from spotter.domain.recipes.options import step_name
from spotter.learning.arrays import Floats, Ints
from spotter.learning.prepare.fit import Prepared, fit
from spotter.learning.prepare.sheets import Sheet

BINS = 24


class Report(NamedTuple):
    """What a recipe did: rows, columns, and what people should know."""

    rows_before: int
    rows_after: int
    changes: tuple[ColumnPrepared, ...]
    notes: tuple[str, ...]


def sample_of(sheet: Sheet, most: int, *, seed: int = 0) -> Sheet:
    """Draw rows for a preview: stretches of devices where there are some."""
    if sheet.rows.size <= most:
        return sheet
    if sheet.times is None and sheet.devices is None:
        return sheet.taken(np.sort(np.random.default_rng(seed).choice(sheet.rows.size, most, replace=False)))
    numbers = sheet.device_numbers()
    order = sheet.in_time()
    place = np.arange(order.size) - np.searchsorted(numbers[order], numbers[order])
    first = order[np.argsort(place, kind="stable")[:most]]
    return sheet.taken(np.sort(first))


def report_of(sheet: Sheet, prepared: Prepared) -> Report:
    """Compare training rows before and after."""
    after = prepared.sheet
    filled = filled_counts(prepared)
    names = [*sheet.columns, *(name for name in after.columns if name not in sheet.columns)]
    changes = (
        ColumnPrepared(name, _summary(sheet, name), _summary(after, name), filled.get(name, {}))
        for name in names
    )
    notes = (*prepared.preparation.training_only, *prepared.preparation.notes)
    return Report(sheet.rows.size, after.rows.size, tuple(changes), notes)


def filled_counts(prepared: Prepared) -> dict[str, dict[str, int]]:
    """Count the cells that each step filled or replaced, by column and step."""
    counts: dict[str, dict[str, int]] = {}
    for trace in prepared.traces:
        if trace.cells.size:
            step = prepared.preparation.recipe.steps[trace.step - 1]
            counts.setdefault(trace.column, {})[f"{trace.step}. {step_name(type(step))}"] = int(
                trace.cells.size
            )
    return counts


def with_marks(prepared: Prepared) -> Sheet:
    """Add a 0/1 column beside each column of which cells were filled or replaced."""
    sheet = prepared.sheet
    marks = {
        f"{name}{MARK}": np.isin(sheet.rows, rows).astype(np.float64)
        for name, rows in _filled_rows(prepared).items()
        if name in sheet.columns
    }
    return sheet.with_columns({**sheet.columns, **marks})


def _filled_rows(prepared: Prepared) -> dict[str, Ints]:
    found: dict[str, list[Ints]] = {}
    for trace in prepared.traces:
        if trace.cells.size:
            found.setdefault(trace.column, []).append(trace.cells)
    return {name: np.unique(np.concatenate(rows)) for name, rows in found.items()}


def previewed(sheet: Sheet, recipe: Recipe, *, rows: int, group: str | None, time: str | None) -> Report:
    """Prepare a sample and say what came of it."""
    sample = sample_of(sheet, rows)
    return report_of(sample, fit(sample, recipe, group=group, time=time))


def _summary(sheet: Sheet, name: str) -> ColumnSummary | None:
    if name not in sheet.columns:
        return None
    values = sheet.columns[name]
    there = values[np.isfinite(values)]
    missing = int(np.isnan(values).sum())
    if there.size == 0:
        return ColumnSummary(values.size, missing, None, None, None, None, None, ())
    numbers = (there.mean(), there.std(), there.min(), np.median(there), there.max())
    mean, deviation, minimum, median, maximum = (float(each) for each in numbers)
    return ColumnSummary(values.size, missing, mean, deviation, minimum, median, maximum, _counts(there))


def _counts(values: Floats) -> tuple[int, ...]:
    return tuple(np.histogram(values, bins=BINS)[0].tolist())
