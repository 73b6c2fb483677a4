"""From a table to what a learner takes: a feature matrix, a target, and who belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints, Keys
from spotter.learning.problems import Problem, pose
from spotter.learning.tables import Numbers, Table, Words

MOST_CATEGORIES = 200
"""A text column with more distinct words is an identifier or free text, and is left out with a note."""


@dataclass(frozen=True, eq=False)
class Roles:
    """Which columns are no features, and what they are instead."""

    label: str
    group: str | None = None
    time: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Frame:
    """Rows ready to learn from. Text features are codes into `categories`; NaN is missing everywhere."""

    matrix: Floats
    features: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    problem: Problem
    target: Floats
    groups: Keys | None = None
    times: Floats | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def categorical(self) -> list[int]:
        """Positions of the features that are codes."""
        return [at for at, name in enumerate(self.features) if name in self.categories]

    def taken(self, rows: Ints) -> Frame:
        """The same frame with only these rows."""
        return Frame(
            self.matrix[rows],
            self.features,
            self.categories,
            self.problem,
            self.target[rows],
            None if self.groups is None else self.groups[rows],
            None if self.times is None else self.times[rows],
            self.notes,
        )


def frame_of(table: Table, roles: Roles, *, metric: str | None = None) -> Frame:
    """Prepare a table; rows without a label are dropped and counted in the notes.

    Raises:
        Invalid: a named column is missing, the label cannot be learned, or no feature is left.
    """
    asides = [name for name in (roles.group, roles.time, *roles.drop) if name is not None]
    for name in asides:
        table.column(name, role="named")
    table, notes = _labelled(table, roles.label)
    problem, target = pose(table.columns[roles.label], name=roles.label, metric=metric)
    candidates = [name for name in table.columns if name not in {roles.label, *asides}]
    features = tuple(name for name in candidates if _is_feature(table, name))
    left_out = (
        f"column {name} looks like text or an identifier and was left out"
        for name in candidates
        if name not in features
    )
    categories = {name: column.words for name in features if isinstance(column := table.columns[name], Words)}
    return Frame(
        _varied(matrix_of(table, features, categories), features),
        features,
        categories,
        problem,
        target,
        None if roles.group is None else table.columns[roles.group].keys(),
        None if roles.time is None else _times(table, roles.time),
        (*notes, *left_out),
    )


def matrix_of(table: Table, features: tuple[str, ...], categories: Mapping[str, tuple[str, ...]]) -> Floats:
    """Lay the features of a table out as a model was taught them; unseen words become missing.

    Raises:
        Invalid: a feature has no column, or holds words where the model knows numbers.
    """
    missing = [name for name in features if name not in table.columns]
    if missing:
        raise Invalid(f"the data lacks the feature column {', '.join(missing)}", missing=missing)
    matrix = np.empty((table.rows, len(features)), dtype=np.float64)
    for at, name in enumerate(features):
        matrix[:, at] = _codes(table, name, categories[name]) if name in categories else _numbers(table, name)
    return matrix


def _numbers(table: Table, name: str) -> Floats:
    column = table.columns[name]
    if isinstance(column, Numbers):
        return column.values
    if bool(column.missing.all()):
        return np.full(table.rows, np.nan)
    word = column.words[0]
    raise Invalid(f"feature {name} has the text {word!r} where the model knows numbers", column=name)


def _codes(table: Table, name: str, known: tuple[str, ...]) -> Floats:
    column = table.columns[name]
    code = {word: float(at) for at, word in enumerate(known)}
    if isinstance(column, Words):
        of_word = np.array([code.get(word, np.nan) for word in column.words] + [np.nan])
        return of_word[column.codes]
    texts = [f"{value:.0f}" if column.kind == "int" else str(value) for value in column.values]
    return np.array([code.get(text, np.nan) for text in texts])


def _is_feature(table: Table, name: str) -> bool:
    column = table.columns[name]
    return isinstance(column, Numbers) or len(column.words) <= MOST_CATEGORIES


def _labelled(table: Table, label: str) -> tuple[Table, tuple[str, ...]]:
    rows = np.flatnonzero(~table.column(label, role="label").missing)
    if rows.size == table.rows:
        return table, ()
    return table.taken(rows), (f"{table.rows - rows.size} rows without a label were left out",)


def _varied(matrix: Floats, features: tuple[str, ...]) -> Floats:
    if not features:
        raise Invalid("no feature column is left beside the label")
    if not any(_varies(values) for values in matrix.T):
        raise Invalid(
            "no feature column has two different values; there is nothing to learn from", features=features
        )
    return matrix


def _varies(values: Floats) -> bool:
    there = values[~np.isnan(values)]
    return there.size > 0 and bool(np.any(there != there[0]))


def _times(table: Table, name: str) -> Floats:
    column = table.columns[name]
    if isinstance(column, Words) or bool(column.missing.any()):
        raise Invalid(f"the time column {name} must hold a number or a date in every row", column=name)
    return column.values
