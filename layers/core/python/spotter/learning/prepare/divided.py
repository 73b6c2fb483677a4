"""Recipes over parts: learned once from counted numbers and a sample, then done to each part by itself."""

from __future__ import annotations

import numpy as np

from spotter.contracts import steps as r
from spotter.contracts.preparations import Applied, Preparation
from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.counted import Counted, counted_after, counted_lesson
from spotter.domain.recipes.vectors import Trace
from spotter.learning.arrays import Ints
from spotter.learning.prepare.choosing import chosen
from spotter.learning.prepare.fit import Prepared, after_step, learned_by, with_rows
from spotter.learning.prepare.rows import rows_left
from spotter.learning.prepare.sheets import Sheet

ROW_STEPS = (r.DropRows, r.Resample, r.BalanceWeights, r.BalanceUnder, r.BalanceOver)


def fit_divided(
    sample: Sheet,
    recipe: Recipe,
    counted: Counted,
    *,
    rows: int,
    group: str | None = None,
    time: str | None = None,
) -> Preparation:
    """Learn a recipe for all `rows`: from the numbers counted over them where they say it, else the sample.

    Raises:
        Invalid: a step cannot be done; the sentence names it and the column.
    """
    inputs, sheet = tuple(sample.columns), sample
    applied: list[Applied] = []
    notes: list[str] = []
    for at, step in enumerate(recipe.steps, 1):
        if isinstance(step, ROW_STEPS):
            sheet, counted = with_rows(at, step, sheet), counted_after(None, counted)
            continue
        names = chosen(at, step, sheet)
        lesson = counted_lesson(at, step, names, tuple(sheet.columns), counted)
        if lesson is None:
            lesson, more = learned_by(at, step, sheet, strict=True)
            notes += more
        sheet, _ = after_step(lesson, sheet)
        applied.append(lesson)
        counted = counted_after(lesson, counted)
    outputs = tuple(sheet.columns)
    return Preparation(recipe, inputs, outputs, tuple(applied), rows, group, time, notes=tuple(notes))


def done_to(preparation: Preparation, part: Sheet) -> Prepared:
    """Do a learned recipe to a part of the rows; a part of which nothing is left is empty.

    Where a step looks at neighbours in time, a part must hold whole devices.
    """
    learned = {each.step: each for each in preparation.applied}
    traces: list[Trace[Ints]] = []
    for at, step in enumerate(preparation.recipe.steps, 1):
        if part.rows.size == 0:
            break
        if isinstance(step, r.DropRows):
            part = part.taken(rows_left(at, step, part))
        elif at in learned:
            part, more = after_step(learned[at], part)
            traces += more
        else:
            part = with_rows(at, step, part)  # type: ignore[arg-type]  # what is not learned moves rows
    if part.rows.size == 0:
        nothing = {name: np.empty(0) for name in preparation.outputs}
        part = part.with_columns(nothing)
    return Prepared(preparation, part, tuple(traces))
