"""Fit a recipe on training rows, and apply what it learned to any rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from spotter.contracts import selections as s
from spotter.contracts import steps as r
from spotter.contracts.preparations import Applied, Keep, Preparation, Smooth, Weigh
from spotter.contracts.recipes import Recipe, Step
from spotter.domain.recipes.evaluate import evaluate
from spotter.domain.recipes.reading import named
from spotter.domain.recipes.smoothing import Order
from spotter.domain.recipes.vectors import Note, Trace, unnoted
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.prepare.arithmetic import ArrayArithmetic
from spotter.learning.prepare.choosing import chosen, demand_finite, demand_values, demand_variety
from spotter.learning.prepare.fills import learned_fill, sample_note
from spotter.learning.prepare.rows import balanced, resampled, without_rows
from spotter.learning.prepare.scales import learned_scale
from spotter.learning.prepare.selections import MOST_ROWS, selected
from spotter.learning.prepare.selectors import MostlyThere
from spotter.learning.prepare.sheets import Sheet

ARITHMETIC = ArrayArithmetic()
SMOOTHS = (Smooth, Weigh)


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a recipe learned, the training rows that it left, and which cells it filled or replaced."""

    preparation: Preparation
    sheet: Sheet
    traces: tuple[Trace[Ints], ...] = ()


def fit(
    sheet: Sheet,
    recipe: Recipe,
    *,
    group: str | None = None,
    time: str | None = None,
    strict: bool = True,
    resample: bool = True,
) -> Prepared:
    """Take the steps one by one, each fitted on what the ones before left. Nothing but these rows is seen.

    `strict` refuses hopeless columns; without `resample` the rows were resampled before they were split.

    Raises:
        Invalid: a step cannot be done; the sentence names it, the column and the row.
    """
    inputs = tuple(sheet.columns)
    applied: list[Applied] = []
    said: list[str] = []
    notes: list[str] = []
    traces: list[Trace[Ints]] = []
    rows = sheet.rows.size
    for at, step in enumerate(recipe.steps, 1):
        match step:
            case r.Resample() if not resample:
                said.append(f"{named(at, step)} made {rows} training rows")
            case r.DropRows() | r.Resample() | r.BalanceWeights() | r.BalanceUnder() | r.BalanceOver():
                before = sheet.rows.size
                sheet = with_rows(at, step, sheet)
                said.append(_rows_said(at, step, before, sheet.rows.size))
            case _:
                learned, more = learned_by(at, step, sheet, strict=strict)
                sheet, filled = after_step(learned, sheet)
                traces += filled
                applied.append(learned)
                notes += more
    preparation = Preparation(
        recipe, inputs, tuple(sheet.columns), tuple(applied), rows, group, time, tuple(said), tuple(notes)
    )
    return Prepared(preparation, sheet, tuple(traces))


def apply(preparation: Preparation, sheet: Sheet, note: Note[Floats] = unnoted) -> Sheet:
    """Prepare rows by what was learned; every row stays.

    Raises:
        Invalid: a column is missing.
    """
    order = _order(preparation.applied, sheet)
    if order is None:
        return sheet.with_columns(evaluate(preparation, sheet.columns, ARITHMETIC, note=note))
    ordered = sheet.taken(order)
    back = np.argsort(order)
    columns = evaluate(
        preparation,
        ordered.columns,
        ARITHMETIC,
        order=_devices_and_times(ordered),
        note=lambda trace: note(trace._replace(cells=trace.cells[back])),
    )
    return sheet.with_columns({name: values[back] for name, values in columns.items()})


def replayed(preparation: Preparation, sheet: Sheet) -> Prepared:
    """Prepare rows by what was learned elsewhere, and keep the traces."""
    traces: list[Trace[Floats]] = []
    after = apply(preparation, sheet, traces.append)
    return Prepared(preparation, after, tuple(_in_source(traces, sheet)))


def with_rows(at: int, step: r.Rows | r.Balance, sheet: Sheet) -> Sheet:
    """Take a step that changes which training rows there are, or how much they count."""
    match step:
        case r.DropRows():
            return without_rows(at, step, sheet)
        case r.Resample():
            return resampled(at, step, sheet)
        case _:
            return balanced(at, step, sheet)


def learned_by(
    at: int,
    step: r.DropColumns | r.Fill | r.Learned | r.Noise | r.Scaling | s.Selection,
    sheet: Sheet,
    *,
    strict: bool,
) -> tuple[Applied, tuple[str, ...]]:
    """Give what one step learns from rows, and what people should know of it."""
    names = chosen(at, step, sheet)
    columns = {name: sheet.columns[name] for name in names}
    if strict:
        _demand(at, step, columns)
    match step:
        case r.DropColumns():
            return _dropped(at, step, sheet, names), ()
        case r.SmoothLinear() | r.SmoothMedian() | r.ReplaceOutliers():
            return _smooth(at, step, names), ()
        case r.SmoothSavgol():
            return _weigh(at, step, names), ()
        case r.ScaleMinMax() | r.ScaleStandard() | r.ScaleMaxAbs() | r.ScaleRobust():
            return learned_scale(at, step, names, sheet.matrix(names)), ()
        case (
            r.FillMean()
            | r.FillMedian()
            | r.FillMostFrequent()
            | r.FillZero()
            | r.FillConstant()
            | r.FillNeighbours()
            | r.FillNetwork()
            | r.FillRegression()
        ):
            return learned_fill(at, step, names, sheet.matrix(names)), sample_note(at, step, sheet.rows.size)
        case _:
            return Keep(step=at, columns=selected(at, step, names, sheet)), _selection_note(at, sheet)


def _demand(at: int, step: Step, columns: dict[str, Floats]) -> None:
    """Refuse columns of which nothing can be learned."""
    if isinstance(step, r.DropColumns):
        return
    demand_finite(at, step, columns)
    if not isinstance(step, r.FillZero | r.FillConstant):
        demand_values(at, step, columns)
    if isinstance(step, r.Scaling | s.Selection) and not isinstance(step, s.SelectVariance):
        demand_variety(at, step, columns)


def _dropped(at: int, step: r.DropColumns, sheet: Sheet, names: tuple[str, ...]) -> Keep:
    stays = MostlyThere(step.most_missing).fit(sheet.matrix(names)).get_support() if names else ()
    left = {name for name, fits in zip(names, stays, strict=True) if fits}
    kept = tuple(name for name in sheet.columns if name in left or name not in names)
    if not kept:
        sentence = (
            f"{named(at, step)} leaves no column: each lacks more than {step.most_missing:.0%} of its cells"
        )
        raise Invalid(sentence, columns=names[:12])
    return Keep(step=at, columns=kept)


def _smooth(
    at: int, step: r.SmoothLinear | r.SmoothMedian | r.ReplaceOutliers, names: tuple[str, ...]
) -> Smooth:
    if isinstance(step, r.ReplaceOutliers):
        return Smooth(
            step=at,
            columns=names,
            kind="hampel",
            window=step.window,
            causal=step.causal,
            deviations=step.deviations,
            instead=step.instead,
        )
    kind: Literal["linear", "median"] = "linear" if isinstance(step, r.SmoothLinear) else "median"
    return Smooth(step=at, columns=names, kind=kind, window=step.window, causal=step.causal)


def _weigh(at: int, step: r.SmoothSavgol, names: tuple[str, ...]) -> Weigh:
    """Take the weights of the filter, read at the end of a causal window; SciPy's are the same."""
    ahead = 0 if step.causal else step.rows // 2
    places = np.arange(step.rows) - (step.rows - 1.0 - ahead)
    weights = np.linalg.pinv(np.vander(places, step.degree + 1, increasing=True))[0]
    lags = tuple(step.rows - 1 - ahead - at for at in range(step.rows))
    return Weigh(step=at, columns=names, lags=lags, weights=tuple(weights.tolist()))


def after_step(learned: Applied, sheet: Sheet) -> tuple[Sheet, list[Trace[Ints]]]:
    """Prepare the training rows themselves by a step, and say which rows of the source it filled."""
    traces: list[Trace[Floats]] = []
    single = Preparation(Recipe(()), tuple(sheet.columns), (), (learned,), 0)
    after = apply(single, sheet, traces.append)
    return after, _in_source(traces, sheet)


def _in_source(traces: list[Trace[Floats]], sheet: Sheet) -> list[Trace[Ints]]:
    return [Trace(each.step, each.column, sheet.rows[each.cells != 0.0]) for each in traces]


def _order(applied: tuple[Applied, ...], sheet: Sheet) -> Ints | None:
    return sheet.in_time() if any(isinstance(step, SMOOTHS) for step in applied) else None


def _devices_and_times(sheet: Sheet) -> Order[Floats]:
    times = np.arange(sheet.rows.size, dtype=np.float64) if sheet.times is None else sheet.times
    return Order(sheet.device_numbers(), times)


def _rows_said(at: int, step: r.Rows | r.Balance, before: int, after: int) -> str:
    if before == after:
        return (
            f"{named(at, step)} weighed {after} training rows"
            if isinstance(step, r.BalanceWeights)
            else (f"{named(at, step)} left all {after} training rows")
        )
    return f"{named(at, step)} made {after} training rows of {before}"


def _selection_note(at: int, sheet: Sheet) -> tuple[str, ...]:
    if sheet.rows.size <= MOST_ROWS:
        return ()
    return (f"step {at} chose on {MOST_ROWS} of {sheet.rows.size} training rows, drawn at random",)
