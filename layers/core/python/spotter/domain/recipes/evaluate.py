"""Apply a preparation to columns: the one arithmetic for training, files and live scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from spotter.contracts.preparations import (
    Applied,
    FillFromDonors,
    FillFromLines,
    FillFromNetwork,
    FillWith,
    Keep,
    Preparation,
    ScaleBy,
    Smooth,
    Weigh,
)
from spotter.domain.recipes.smoothing import Order, smoothed, weighed
from spotter.domain.recipes.vectors import Arithmetic, Note, Trace, V, unnoted
from spotter.errors import Invalid

MARK = "__filled"
"""What the name of a column that marks filled cells ends with."""


def evaluate(
    preparation: Preparation,
    columns: Mapping[str, V],
    arithmetic: Arithmetic[V],
    *,
    order: Order[V] | None = None,
    note: Note[V] = unnoted,
) -> dict[str, V]:
    """Give the columns that go out. Rows must be in order of device and time where a step smooths.

    Raises:
        Invalid: a column is missing, or a step smooths and nobody says in which order.
    """
    lacking = [name for name in preparation.inputs if name not in columns]
    if lacking:
        raise Invalid(
            f"the data lacks the column {', '.join(lacking)}, which the recipe prepares", missing=lacking
        )
    prepared = {name: columns[name] for name in preparation.inputs}
    for step in preparation.applied:
        prepared = taken(step, prepared, arithmetic, order=order, note=note)
    return prepared


def taken(
    step: Applied,
    columns: Mapping[str, V],
    arithmetic: Arithmetic[V],
    *,
    order: Order[V] | None = None,
    note: Note[V] = unnoted,
) -> dict[str, V]:
    """Give the columns after one step."""
    match step:
        case Keep():
            return {name: columns[name] for name in step.columns}
        case ScaleBy():
            return {**columns, **{name: _scaled(step, name, columns[name]) for name in step.scales}}
        case Smooth() | Weigh():
            if order is None:
                raise Invalid("the recipe smooths over rows, so it needs the rows of each device in time")
            if isinstance(step, Weigh):
                return {**columns, **weighed(step, columns, arithmetic, order=order)}
            return {**columns, **smoothed(step, columns, arithmetic, order=order, note=note)}
        case FillWith() | FillFromDonors() | FillFromNetwork() | FillFromLines():
            return _filled(step, columns, arithmetic, note)
        case _:
            assert_never(step)


def _filled(
    step: FillWith | FillFromDonors | FillFromNetwork | FillFromLines,
    columns: Mapping[str, V],
    arithmetic: Arithmetic[V],
    note: Note[V],
) -> dict[str, V]:
    names = tuple(step.values) if isinstance(step, FillWith) else step.columns
    before = [columns[name] for name in names]
    holes = [arithmetic.missing(values) for values in before]
    after: Sequence[V] = before
    if any(arithmetic.occurs(flags) for flags in holes):
        after = _without_holes(step, before, holes, arithmetic)
        for name, flags in zip(names, holes, strict=True):
            note(Trace(step.step, name, flags))
    marks = {f"{name}{MARK}": flags for name, flags in zip(names, holes, strict=True)} if step.marks else {}
    return {**columns, **dict(zip(names, after, strict=True)), **marks}


def _without_holes(
    step: FillWith | FillFromDonors | FillFromNetwork | FillFromLines,
    columns: Sequence[V],
    holes: Sequence[V],
    arithmetic: Arithmetic[V],
) -> Sequence[V]:
    match step:
        case FillWith():
            return _replaced(columns, holes, tuple(step.values.values()), arithmetic)
        case FillFromDonors():
            return arithmetic.from_donors(columns, step)
        case FillFromNetwork():
            restored: Sequence[Any] = _restored(step, columns, holes, arithmetic)
            return _replaced(columns, holes, restored, arithmetic)
        case FillFromLines():
            filled = list(_replaced(columns, holes, step.initial, arithmetic))
            for line in step.lines:
                said = _sum(line.bias, line.weights, [filled[at] for at in line.others])
                filled[line.target] = arithmetic.where(holes[line.target], said, filled[line.target])
            return filled
        case _:
            assert_never(step)


def _replaced(
    columns: Sequence[V], holes: Sequence[V], values: Sequence[V | float], arithmetic: Arithmetic[V]
) -> Sequence[V]:
    together = zip(columns, holes, values, strict=True)
    return [arithmetic.where(flags, value, column) for column, flags, value in together]


def _restored(
    step: FillFromNetwork, columns: Sequence[V], holes: Sequence[V], arithmetic: Arithmetic[V]
) -> Sequence[V]:
    scales = list(zip(step.centre, step.spread, strict=True))
    centred = [(values - centre) / spread for values, (centre, spread) in zip(columns, scales, strict=True)]
    signals: list[Any] = [*_replaced(centred, holes, [0.0] * len(centred), arithmetic), *holes]
    for number, layer in enumerate(step.layers, 1):
        units = zip(layer.biases, layer.weights, strict=True)
        signals = [_sum(bias, weights, signals) for bias, weights in units]
        if number < len(step.layers):
            signals = [arithmetic.where(arithmetic.above(each, 0.0), each, 0.0) for each in signals]
    return [signal * spread + centre for signal, (centre, spread) in zip(signals, scales, strict=True)]


def _sum(bias: float, weights: Sequence[float], columns: Sequence[V]) -> Any:  # noqa: ANN401 - a V, or the bias alone
    """Add up in a fixed order, so that every arithmetic rounds alike."""
    total: Any = bias
    for weight, column in zip(weights, columns, strict=True):
        total = total + column * weight
    return total


def _scaled(step: ScaleBy, name: str, values: V) -> V:
    by = step.scales[name]
    scaled: V = (values - by.minus) / by.over * by.times + by.plus
    return scaled
