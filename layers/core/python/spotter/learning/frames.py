"""From a table to what a learner takes: a feature matrix, a target, and who belongs together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints, Keys
from spotter.learning.problems import Problem, pose
from spotter.learning.tables import Numbers, Table, Words, as_words, text_of

MOST_CATEGORIES = 200
"""A text column with more distinct words is an identifier or free text, and is left out with a note."""


@dataclass(frozen=True, eq=False)
class Roles:
    """Which columns are no features, and what they are instead; `kept` ones are features for sure.

    `weight` says how much a row counts in fits; `categorical` numbers are names without an order.
    """

    label: str
    group: str | None = None
    time: str | None = None
    drop: tuple[str, ...] = ()
    weight: str | None = None
    categorical: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def asides(self) -> tuple[str, ...]:
        """The columns beside label and features."""
        named = (self.group, self.time, self.weight, *self.drop)
        return tuple(name for name in named if name is not None)


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
    weights: Floats | None = None

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
            None if self.weights is None else self.weights[rows],
        )

    def without(self, names: Collection[str]) -> Frame:
        """The same frame without some of its features."""
        stay = [at for at, name in enumerate(self.features) if name not in names]
        if not stay:
            raise Invalid("without the columns that give the label away no feature is left", excluded=names)
        return replace(
            self,
            matrix=self.matrix[:, stay],
            features=tuple(self.features[at] for at in stay),
            categories={name: words for name, words in self.categories.items() if name not in names},
        )


def frame_of(table: Table, roles: Roles, *, metric: str | None = None) -> Frame:
    """Prepare a table; rows without a label are dropped and counted in the notes.

    Raises:
        Invalid: a named column is missing, the label cannot be learned, or no feature is left.
    """
    table, notes = _labelled(_named(table, roles), roles.label)
    problem, target = pose(table.columns[roles.label], name=roles.label, metric=metric)
    return _laid(table, roles, problem, target, notes)


def unlabelled_frame(table: Table, roles: Roles) -> Frame:
    """Prepare a table of which no column is a label; every row counts as usual.

    Raises:
        Invalid: there are no rows, a named column is missing, or no feature is left.
    """
    if not table.rows:
        raise Invalid("the data has no rows; there is nothing to learn from", rows=0)
    return _laid(_named(table, roles), roles, Problem("binary"), np.zeros(table.rows), ())


def _laid(table: Table, roles: Roles, problem: Problem, target: Floats, notes: tuple[str, ...]) -> Frame:
    candidates = [name for name in table.columns if name not in {roles.label, *roles.asides}]
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
        None if roles.weight is None else _weights(table, roles.weight),
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
    raise Invalid(
        f"feature {name} has the text {word!r} where the model knows numbers; correct it", column=name
    )


def _codes(table: Table, name: str, known: tuple[str, ...]) -> Floats:
    column = table.columns[name]
    code = {word: float(at) for at, word in enumerate(known)}
    if isinstance(column, Words):
        of_word = np.array([code.get(word, np.nan) for word in column.words] + [np.nan])
        return of_word[column.codes]
    return np.array([code.get(text_of(value), np.nan) for value in column.values.tolist()])


def _named(table: Table, roles: Roles) -> Table:
    """Look that every named column is there, and take names without an order as such."""
    for name in (*roles.asides, *roles.categorical, *roles.kept):
        table.column(name, role="named")
    names = {name: as_words(table.columns[name]) for name in roles.categorical}
    return Table({**table.columns, **names}, table.rows, table.digest)


def _weights(table: Table, name: str) -> Floats:
    column = table.columns[name]
    if isinstance(column, Words) or not np.all(column.values >= 0) or not np.any(column.values > 0):
        raise Invalid(f"the weight column {name} must hold a number of 0 or more in every row", column=name)
    return column.values


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
