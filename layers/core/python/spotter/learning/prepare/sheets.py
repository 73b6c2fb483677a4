"""Sheets: the rows that a recipe works on, with what belongs to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from spotter.learning.arrays import Floats, Ints, Keys
from spotter.learning.frames import Frame, Roles
from spotter.learning.metrics import Task
from spotter.learning.problems import pose
from spotter.learning.tables import Numbers, Table, Words


@dataclass(frozen=True, eq=False)
class Sheet:
    """Feature columns in order; `words` are codes of texts. `rows` are those of the source.

    `texts` counts the different texts of columns that are no features.
    """

    columns: Mapping[str, Floats]
    rows: Ints
    words: frozenset[str] = frozenset()
    devices: Keys | None = None
    times: Floats | None = None
    target: Floats | None = None
    task: Task | None = None
    weights: Floats | None = None
    texts: Mapping[str, int] = field(default_factory=dict)

    def taken(self, rows: Ints) -> Sheet:
        """The same sheet with only these rows, by position; a row may be taken again."""
        return replace(
            self,
            columns={name: values[rows] for name, values in self.columns.items()},
            rows=self.rows[rows],
            devices=None if self.devices is None else self.devices[rows],
            times=None if self.times is None else self.times[rows],
            target=None if self.target is None else self.target[rows],
            weights=None if self.weights is None else self.weights[rows],
        )

    def with_columns(self, columns: Mapping[str, Floats]) -> Sheet:
        """The same rows with other columns."""
        return replace(self, columns=columns, words=self.words & columns.keys())

    def matrix(self, names: tuple[str, ...] | None = None) -> Floats:
        """Lay columns side by side."""
        chosen = tuple(self.columns) if names is None else names
        if not chosen:
            return np.empty((self.rows.size, 0))
        return np.column_stack([self.columns[name] for name in chosen])

    def in_time(self) -> Ints:
        """Give the positions by device, then time, then as they stand."""
        times = np.arange(self.rows.size, dtype=np.float64) if self.times is None else self.times
        return np.lexsort((times, _numbers(self.devices, self.rows.size))).astype(np.int64)

    def device_numbers(self) -> Floats:
        """Number the devices; one where nobody says which."""
        return _numbers(self.devices, self.rows.size)


def sheet_of_frame(frame: Frame) -> Sheet:
    """Lay out rows that are ready to learn from."""
    return Sheet(
        {name: frame.matrix[:, at] for at, name in enumerate(frame.features)},
        np.arange(frame.target.size),
        frozenset(frame.categories),
        frame.groups,
        frame.times,
        frame.target,
        frame.problem.task,
        frame.weights,
    )


def sheet_of_table(table: Table, roles: Roles) -> Sheet:
    """Lay out the numeric columns of a table that have no role; the label is optional here.

    Raises:
        Invalid: a named column is missing, or the label is none.
    """
    for name in roles.asides:
        table.column(name, role="named")
    away = {roles.label, *roles.asides, *roles.categorical}
    columns = {}
    for name, column in table.columns.items():
        if name not in away and (isinstance(column, Numbers) or bool(column.missing.all())):
            columns[name] = column.values if isinstance(column, Numbers) else np.full(table.rows, np.nan)
    texts = {name: len(c.words) for name, c in table.columns.items() if isinstance(c, Words) and c.words}
    sheet = Sheet(
        columns,
        np.arange(table.rows),
        texts=texts,
        devices=None if roles.group is None else table.columns[roles.group].keys(),
        times=None if roles.time is None else _times(table, roles.time),
    )
    if not roles.label:
        return sheet
    problem, target = pose(table.column(roles.label, role="label"), name=roles.label)
    return replace(sheet, target=target, task=problem.task)


def _times(table: Table, name: str) -> Floats | None:
    column = table.columns[name]
    return column.values if isinstance(column, Numbers) else None


def _numbers(devices: Keys | None, count: int) -> Floats:
    if devices is None:
        return np.zeros(count)
    return np.unique(devices, return_inverse=True)[1].astype(np.float64)
