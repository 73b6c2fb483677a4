"""What a recipe can learn from counted numbers of all rows, without a row being read again.

A manifest has summed up each column over all its parts: present, missing, least, largest, mean, squares.
Steps learn from these what they would learn from the rows, and change them as they change the rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from spotter.contracts import steps as r
from spotter.contracts.datasets import Column
from spotter.contracts.preparations import Applied, FillWith, Keep, Scale, ScaleBy
from spotter.contracts.recipes import Step
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid

Counted = Mapping[str, Column]


def counted_lesson(
    at: int, step: Step, names: tuple[str, ...], there: tuple[str, ...], counted: Counted
) -> Applied | None:
    """Give what a step learns about these columns, `there` being all; None where the numbers do not say it.

    Raises:
        Invalid: a column has no value at all, one value only where it is scaled, or none stays.
    """
    if not all(name in counted for name in names):
        return None
    columns = {name: counted[name] for name in names}
    match step:
        case r.FillMean():
            _demand(at, step, columns, variety=False)
            means = {name: each.mean for name, each in columns.items() if each.mean is not None}
            return FillWith(step=at, values=means, marks=step.marks) if len(means) == len(names) else None
        case r.ScaleMinMax() | r.ScaleStandard() | r.ScaleMaxAbs():
            _demand(at, step, columns, variety=True)
            scales = {name: _scale(step, each) for name, each in columns.items()}
            known = {name: each for name, each in scales.items() if each is not None}
            return ScaleBy(step=at, scales=known) if len(known) == len(names) else None
        case r.DropColumns():
            return Keep(step=at, columns=_stays(at, step, columns, there))
        case _:
            return None


def counted_after(applied: Applied | None, counted: Counted) -> Counted:
    """Give the numbers after a step; what they tell no more is gone. None: a step moved rows."""
    match applied:
        case Keep():
            return {name: counted[name] for name in applied.columns if name in counted}
        case FillWith():
            filled = {n: _filled(counted[n], v) for n, v in applied.values.items() if n in counted}
            return {**counted, **filled}
        case ScaleBy():
            scaled = {n: _scaled(counted[n], by) for n, by in applied.scales.items() if n in counted}
            return {**counted, **scaled}
        case None:
            return {}
        case _:
            return {name: each for name, each in counted.items() if name not in applied.columns}


def _stays(
    at: int, step: r.DropColumns, columns: Mapping[str, Column], there: tuple[str, ...]
) -> tuple[str, ...]:
    def fits(each: Column) -> bool:
        return each.missing <= step.most_missing * (each.present + each.missing)

    kept = tuple(name for name in there if name not in columns or fits(columns[name]))
    if not kept:
        raise Invalid(f"{named(at, step)} leaves no column: each lacks more than {step.most_missing:.0%}")
    return kept


def _scale(step: r.Scaling, column: Column) -> Scale | None:
    low, high, mean, deviation = column.minimum, column.maximum, column.mean, column.deviation
    if low is None or high is None or mean is None or deviation is None:
        return None
    match step:
        case r.ScaleMinMax():
            return Scale(low, high - low or 1.0, step.high - step.low, step.low)
        case r.ScaleStandard():
            return Scale(mean, deviation or 1.0)
        case _:
            return Scale(0.0, max(abs(low), abs(high)) or 1.0)


def _demand(at: int, step: Step, columns: Mapping[str, Column], *, variety: bool) -> None:
    for name, each in columns.items():
        if not each.present:
            raise Invalid(f"{named(at, step)}: column {name} has no value in any of {each.missing} rows")
        if variety and each.minimum is not None and each.minimum == each.maximum:
            rows = each.present + each.missing
            raise Invalid(
                f"{named(at, step)}: column {name} has the one value {each.minimum:g} in {rows} rows"
            )


def _filled(column: Column, value: float) -> Column:
    if not column.missing:
        return column
    if column.mean is None or column.squares is None or column.minimum is None or column.maximum is None:
        return Column(column.name, column.type, missing=0, present=column.present + column.missing)
    count, apart = column.present + column.missing, value - column.mean
    return replace(
        column,
        present=count,
        missing=0,
        minimum=min(column.minimum, value),
        maximum=max(column.maximum, value),
        mean=column.mean + apart * column.missing / count,
        squares=column.squares + apart * apart * column.present * column.missing / count,
    )


def _scaled(column: Column, by: Scale) -> Column:
    def moved(value: float | None) -> float | None:
        return None if value is None else (value - by.minus) / by.over * by.times + by.plus

    factor = by.times / by.over
    squares = None if column.squares is None else column.squares * factor * factor
    ends = sorted(each for each in (moved(column.minimum), moved(column.maximum)) if each is not None)
    low, high = (ends[0], ends[-1]) if ends else (None, None)
    return replace(column, minimum=low, maximum=high, mean=moved(column.mean), squares=squares)
