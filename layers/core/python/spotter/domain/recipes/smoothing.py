"""Smoothing over the rows of one device: no window reaches into another, a causal one not into the future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple

from spotter.contracts.preparations import Smooth, Weigh
from spotter.domain.recipes.vectors import Arithmetic, Note, T, Trace, V
from spotter.errors import Invalid

MOST_ROWS_A_WINDOW = 1_000

NORMAL = 1.4826
"""What makes the median absolute deviation of normal noise its standard deviation (Hampel, JASA 69, 1974)."""

FLAT = 1e-12
"""Below this share a window's times are one moment, and no line goes through it."""


class Order(NamedTuple, Generic[T]):
    """Which device a row is of, by number, and when it was."""

    devices: T
    times: T


class _Lag(NamedTuple, Generic[T]):
    """Rows seen from each row: how many rows before, how much later, and 1 where the window holds them."""

    rows: int
    later: T
    inside: T


def smoothed(
    step: Smooth,
    columns: Mapping[str, V],
    arithmetic: Arithmetic[V],
    *,
    order: Order[V],
    note: Note[V],
) -> dict[str, V]:
    """Give the columns of a step after it; what is missing stays missing."""
    lags = list(_lags(step, order, arithmetic))
    found = {}
    for name in step.columns:
        match step.kind:
            case "linear":
                value = _line(columns[name], lags, arithmetic)
            case "median":
                value = arithmetic.median(_seen(columns[name], lags, arithmetic))
            case "hampel":
                value = _without_outliers(step, name, columns[name], lags, arithmetic, note)
        found[name] = arithmetic.where(arithmetic.missing(columns[name]), columns[name], value)
    return found


def weighed(
    step: Weigh,
    columns: Mapping[str, V],
    arithmetic: Arithmetic[V],
    *,
    order: Order[V],
) -> dict[str, V]:
    """Give weighted sums of rows; a row stays as it is where its device lacks one of them."""
    found = {}
    for name in step.columns:
        values = columns[name]
        total = _zero(values, arithmetic)
        for lag, weight in zip(step.lags, step.weights, strict=True):
            here = _same_device(order.devices, lag, arithmetic)
            shifted = arithmetic.where(here, arithmetic.shifted(values, lag), float("nan"))
            total = total + shifted * weight
        found[name] = arithmetic.where(arithmetic.missing(total), values, total)
    return found


def _lags(step: Smooth, order: Order[V], arithmetic: Arithmetic[V]) -> Sequence[_Lag[V]]:
    lags = list(_one_way(step, order, arithmetic, 1))
    if not step.causal:
        lags += _one_way(step, order, arithmetic, -1)
    nothing = order.times - order.times
    return [_Lag(0, nothing, nothing + 1.0), *lags]


def _one_way(step: Smooth, order: Order[V], arithmetic: Arithmetic[V], way: int) -> Sequence[_Lag[V]]:
    """Go back (or on) row by row until no row's window reaches further."""
    lags: list[_Lag[V]] = []
    reach = step.window if step.causal else step.window / 2
    while True:
        rows = way * (len(lags) + 1)
        later = arithmetic.shifted(order.times, rows) - order.times
        near = arithmetic.above(reach - abs(later), 0.0)
        inside = near * _same_device(order.devices, rows, arithmetic)
        if not arithmetic.occurs(inside):
            return lags
        if len(lags) == MOST_ROWS_A_WINDOW:
            raise Invalid(
                f"step {step.step}: a window of {step.window:g} holds more than {MOST_ROWS_A_WINDOW} rows "
                "of a device; choose a shorter one",
                step=step.step,
            )
        lags.append(_Lag(rows, later, inside))


def _same_device(devices: V, rows: int, arithmetic: Arithmetic[V]) -> V:
    other = arithmetic.shifted(devices, rows)
    same: V = _none(arithmetic.missing(other)) * _none(arithmetic.above(abs(devices - other), 0.0))
    return same


def _none(flags: V) -> V:
    """Flag where there is no flag."""
    opposite: V = flags * -1.0 + 1.0
    return opposite


def _seen(values: V, lags: Sequence[_Lag[V]], arithmetic: Arithmetic[V]) -> list[V]:
    return [arithmetic.where(lag.inside, arithmetic.shifted(values, lag.rows), float("nan")) for lag in lags]


def _zero(values: V, arithmetic: Arithmetic[V]) -> V:
    zero: V = arithmetic.missing(values) * 0.0
    return zero


def _line(values: V, lags: Sequence[_Lag[V]], arithmetic: Arithmetic[V]) -> V:
    """Fit a line by least squares and read it at the row; the mean where there is one moment only."""
    zero = _zero(values, arithmetic)
    count, first, second, total, product = zero, zero, zero, zero, zero
    for lag, seen in zip(lags, _seen(values, lags, arithmetic), strict=True):
        there = _none(arithmetic.missing(seen))
        value = arithmetic.where(there, seen, 0.0)
        later = arithmetic.where(there, lag.later, 0.0)
        count = count + there
        first = first + later
        second = second + later * later
        total = total + value
        product = product + value * later
    spread = count * second - first * first
    lies = arithmetic.above(spread, count * second * FLAT)
    line = (second * total - first * product) / arithmetic.where(lies, spread, 1.0)
    return arithmetic.where(lies, line, total / arithmetic.where(arithmetic.above(count, 0.0), count, 1.0))


def _without_outliers(
    step: Smooth,
    name: str,
    values: V,
    lags: Sequence[_Lag[V]],
    arithmetic: Arithmetic[V],
    note: Note[V],
) -> V:
    seen = _seen(values, lags, arithmetic)
    middle = arithmetic.median(seen)
    deviation = arithmetic.median([abs(each - middle) for each in seen])
    out = arithmetic.above(abs(values - middle), deviation * (NORMAL * step.deviations))
    note(Trace(step.step, name, out))
    return arithmetic.where(out, middle if step.instead == "median" else float("nan"), values)
