"""Columns put together: what two stretches of a column come down to as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

import msgspec

from spotter.contracts.datasets import ROW_COLUMNS, Column, ColumnType
from spotter.errors import Invalid

_OF_ROW = {"at": ColumnType.TIME, "arrived": ColumnType.TIME}
ROW: tuple[Column, ...] = tuple(Column(name, _OF_ROW.get(name, ColumnType.TEXT)) for name in ROW_COLUMNS)
"""The columns that every row of an extracted version has."""


def joined(stretches: Iterable[tuple[Column, ...]]) -> tuple[Column, ...]:
    """Put the columns of parts together, in the order of the parts."""
    return reduce(lambda one, other: tuple(map(_both, one, other)), stretches)


def columns_of(kinds: Mapping[str, frozenset[ColumnType]], units: Mapping[str, str]) -> tuple[Column, ...]:
    """Lay out a column for each channel, in order of their names.

    Raises:
        Invalid: a channel says numbers and texts, or two channels differ in case only.
    """
    laid: dict[str, Column] = {}
    for channel, types in sorted(kinds.items()):
        name = f"channel_{channel}" if channel.lower() in ROW_COLUMNS else channel
        if name.lower() in laid:
            other = laid[name.lower()].channel
            sentence = f"the channels {other} and {channel} would be one column; name one of them"
            raise Invalid(sentence, field="channels", channels=[other, channel])
        laid[name.lower()] = Column(name, _type_of(channel, types), channel, units.get(channel, ""))
    return tuple(laid.values())


def same_names(names: Iterable[str]) -> None:
    """Check that no two columns have one name, or raise Invalid; upper and lower case are the same."""
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if name.lower() in seen:
            sentence = f"row 1, column {number}: {name} is the name of column {seen[name.lower()]} already"
            raise Invalid(sentence, row=1, column=number)
        seen[name.lower()] = number


def _type_of(channel: str, types: frozenset[ColumnType]) -> ColumnType:
    if types == {ColumnType.NUMBER, ColumnType.INTEGER}:
        return ColumnType.NUMBER
    if len(types) > 1:
        told = " and ".join(sorted(types))
        sentence = f"the channel {channel} holds {told} in this range; ask for one profile, or without it"
        raise Invalid(sentence, field="channels", channel=channel)
    return next(iter(types))


def _both(one: Column, other: Column) -> Column:
    if not other.present or not one.present:
        told = one if one.present else other
        return msgspec.structs.replace(told, missing=one.missing + other.missing)
    mean, squares = _moments(one, other)
    return msgspec.structs.replace(
        one,
        present=one.present + other.present,
        missing=one.missing + other.missing,
        minimum=_of(min, one.minimum, other.minimum),
        maximum=_of(max, one.maximum, other.maximum),
        mean=mean,
        squares=squares,
        constant=one.constant if one.constant == other.constant else None,
    )


def _moments(one: Column, other: Column) -> tuple[float | None, float | None]:
    """Add means and squares up (Chan, Golub and LeVeque 1983)."""
    if one.mean is None or other.mean is None:
        return None, None
    count, apart = one.present + other.present, other.mean - one.mean
    mean = one.mean + apart * other.present / count
    if one.squares is None or other.squares is None:
        return mean, None
    return mean, one.squares + other.squares + apart * apart * one.present * other.present / count


def _of(pick: Callable[[float, float], float], one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return one if other is None else other
    return pick(one, other)
