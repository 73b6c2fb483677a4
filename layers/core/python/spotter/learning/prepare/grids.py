"""Columns of a version in memory: laid out as a sheet, and what a recipe made of them laid out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from spotter.contracts.datasets import Column, ColumnType
from spotter.contracts.preparing import PreparingRoles
from spotter.errors import Invalid
from spotter.learning.arrays import Floats
from spotter.learning.prepare.files import WEIGHT
from spotter.learning.prepare.sheets import Sheet
from spotter.learning.problems import pose
from spotter.learning.tables import Numbers, Words
from spotter.ports.grids import Doubles, Laid


def sheet_of_doubles(
    columns: Sequence[Column], values: Mapping[str, Doubles], roles: PreparingRoles, *, rows: int
) -> Sheet:
    """Lay columns out as rows to prepare; those with a role stand beside them.

    Raises:
        Invalid: the label is missing somewhere, or has one value only, or too many.
    """
    arrays = {name: np.frombuffer(each) for name, each in values.items()}
    away = {roles.label, roles.group, roles.time}
    features = {each.name: arrays[each.name] for each in columns if each.name not in away}
    sheet = Sheet(
        features,
        np.arange(rows),
        devices=None if roles.group is None else arrays[roles.group],
        times=None if roles.time is None else arrays[roles.time],
    )
    if roles.label is None:
        return sheet
    kind = next(each.type for each in columns if each.name == roles.label)
    holes = np.flatnonzero(np.isnan(arrays[roles.label]))
    if holes.size:
        sentence = f"the label {roles.label} is missing in row {holes[0] + 1} and {holes.size - 1} more"
        raise Invalid(f"{sentence}; a version to learn from has it everywhere", column=roles.label)
    problem, target = pose(_label(kind, arrays[roles.label]), name=roles.label)
    return replace(sheet, target=target, task=problem.task)


def laid_out(columns: Sequence[Column], before: Sheet, after: Sheet) -> list[Laid]:
    """Say what each column of the prepared version holds; what no step changed is taken from the source."""
    laid: list[Laid] = []
    for column in columns:
        if column.name not in before.columns:
            laid.append(Laid(column))
        elif column.name in after.columns:
            laid.append(_laid(column, before.columns[column.name][after.rows], after.columns[column.name]))
    more = {name: values for name, values in after.columns.items() if name not in before.columns}
    if after.weights is not None:
        more[WEIGHT] = after.weights
    laid += [Laid(Column(name, ColumnType.NUMBER), _doubles(values)) for name, values in more.items()]
    return laid


def _label(kind: ColumnType, values: Floats) -> Numbers | Words:
    if kind is not ColumnType.TEXT:
        return Numbers(values)
    codes = np.where(np.isnan(values), 0.0, values).astype(np.int64) - 1
    return Words(codes, tuple(str(number) for number in range(1, int(codes.max(initial=0)) + 2)))


def _laid(column: Column, source: Floats, prepared: Floats) -> Laid:
    if np.array_equal(source, prepared, equal_nan=True):
        return Laid(column)
    typed = Column(column.name, ColumnType.NUMBER, column.channel, column.unit)
    return Laid(typed, _doubles(prepared))


def _doubles(values: Floats) -> Doubles:
    return np.ascontiguousarray(values, dtype=np.float64).data
