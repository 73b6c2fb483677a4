"""Which columns a step works on, and why it cannot work on others."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import numpy as np

from spotter.contracts.recipes import Step
from spotter.contracts.steps import FillMostFrequent
from spotter.domain.recipes.evaluate import MARK
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid
from spotter.learning.arrays import Floats
from spotter.learning.prepare.sheets import Sheet

NAMES_SHOWN = 12


def chosen(at: int, step: Step, sheet: Sheet) -> tuple[str, ...]:
    """Give the columns of a step in the order of the sheet.

    Raises:
        Invalid: a name fits no column, or a column that holds texts where only numbers will do.
    """
    if not step.columns:
        return tuple(n for n in sheet.columns if n not in sheet.words and not n.endswith(MARK))
    for pattern in step.columns:
        if not any(fnmatchcase(name, pattern) for name in sheet.columns):
            if pattern in sheet.texts:
                raise _texts(at, step, pattern, sheet.texts[pattern])
            more = ", ..." if len(sheet.columns) > NAMES_SHOWN else ""
            there = ", ".join([*sheet.columns][:NAMES_SHOWN]) + more
            raise Invalid(
                f"{named(at, step)}: there is no numeric feature column {pattern} at this step; "
                f"there are: {there}",
                column=pattern,
            )
    found = tuple(n for n in sheet.columns if any(fnmatchcase(n, pattern) for pattern in step.columns))
    texts = [name for name in found if name in sheet.words]
    if texts and not isinstance(step, FillMostFrequent):
        raise _texts(at, step, texts[0], int(np.unique(sheet.columns[texts[0]]).size))
    return found


def _texts(at: int, step: Step, name: str, count: int) -> Invalid:
    sentence = f"column {name} holds {count} different texts, and the step needs numbers; leave it out"
    return Invalid(f"{named(at, step)}: {sentence}", column=name)


def demand_values(at: int, step: Step, columns: Mapping[str, Floats]) -> None:
    """Refuse a column that is missing in every row."""
    for name, values in columns.items():
        if bool(np.isnan(values).all()):
            raise Invalid(
                f"{named(at, step)}: column {name} has no value in any of {values.size} rows; "
                "leave it out with drop_columns before this step",
                column=name,
            )


def demand_variety(at: int, step: Step, columns: Mapping[str, Floats]) -> None:
    """Refuse a column that holds one value only."""
    for name, values in columns.items():
        there = values[~np.isnan(values)]
        if there.size and bool(np.all(there == there[0])):
            raise Invalid(
                f"{named(at, step)}: column {name} has the one value {there[0]:g} in all {there.size} rows; "
                "leave it out with select_variance before this step, or name the columns",
                column=name,
            )


def demand_whole(at: int, step: Step, columns: Mapping[str, Floats]) -> None:
    """Refuse a missing cell."""
    for name, values in columns.items():
        holes = np.flatnonzero(np.isnan(values))
        if holes.size:
            raise Invalid(
                f"{named(at, step)}: column {name} has {holes.size} missing cells, the first in row "
                f"{holes[0] + 1}; fill them in a step before, such as fill_median",
                column=name,
                row=int(holes[0]) + 1,
            )


def demand_finite(at: int, step: Step, columns: Mapping[str, Floats]) -> None:
    """Refuse an infinite cell."""
    for name, values in columns.items():
        endless = np.flatnonzero(np.isinf(values))
        if endless.size:
            raise Invalid(
                f"{named(at, step)}: column {name} is infinite in row {endless[0] + 1}; clear the cell",
                column=name,
                row=int(endless[0]) + 1,
            )


def target_of(at: int, step: Step, sheet: Sheet, *, classes: bool = False) -> Floats:
    """Give the label, or say what a step that needs one lacks."""
    if sheet.target is None:
        raise Invalid(f"{named(at, step)} needs the label: name its column", field="label")
    if classes and sheet.task == "regression":
        raise Invalid(f"{named(at, step)} needs classes, and the label is a quantity", field="label")
    if sheet.task != "regression" and np.unique(sheet.target).size == 1:
        raise Invalid(f"{named(at, step)}: all rows have the same class, so there is nothing to tell apart")
    return sheet.target
