"""What kind of problem a label poses: two classes, several, or a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.metrics import Task, metric_named
from spotter.learning.tables import Column, Numbers, Words, is_whole

Class = str | int | float | bool

MOST_WHOLE_CLASSES = 20
"""Whole numbers with more distinct values are quantities."""

MOST_CLASSES = 100
"""Words with more distinct values are names, not classes."""


@dataclass(frozen=True)
class Problem:
    """The task and, for classes, their original values in the order of the outputs."""

    task: Task
    classes: tuple[Class, ...] = ()


def pose(label: Column, *, name: str, metric: str | None = None) -> tuple[Problem, Floats]:
    """Infer the problem from a label without missing values, and number its classes.

    A metric of one kind of task only (rmse, f1_macro) settles what the values leave open.

    Raises:
        Invalid: there are no rows, one class only, or too many classes.
    """
    if label.missing.size == 0:
        raise Invalid(f"the label column {name} is empty", column=name)
    if isinstance(label, Words):
        return _words(label, name)
    distinct = np.unique(label.values)
    if distinct.size == 1:
        raise Invalid(
            f"the label {name} has one value only, {distinct[0]:g}; there is nothing to learn: add others",
            column=name,
        )
    if not np.all(np.isfinite(distinct)):
        raise Invalid(f"the label {name} has infinite values", column=name)
    if _is_quantity(distinct, metric):
        return Problem("regression"), label.values
    return _classes(
        tuple(_original(value, label) for value in distinct), np.searchsorted(distinct, label.values)
    )


def _words(label: Words, name: str) -> tuple[Problem, Floats]:
    used, target = np.unique(label.codes, return_inverse=True)
    if used.size == 1:
        only = label.words[int(used[0])]
        raise Invalid(
            f"the label {name} has one class only, {only}; there is nothing to learn: add others",
            column=name,
        )
    if used.size > MOST_CLASSES:
        raise Invalid(
            f"the label {name} has {used.size} different texts, at most {MOST_CLASSES} can be classes"
        )
    return _classes(tuple(label.words[int(code)] for code in used), target)


def _classes(classes: tuple[Class, ...], target: Ints) -> tuple[Problem, Floats]:
    task: Task = "binary" if len(classes) == 2 else "multiclass"  # noqa: PLR2004 - two classes
    return Problem(task, classes), target.astype(np.float64)


def _is_quantity(distinct: Floats, metric: str | None) -> bool:
    named = None if metric is None else metric_named(metric)
    tasks = None if named is None else named.tasks
    if tasks is not None and "regression" in tasks:
        return True
    if distinct.size == 2:  # noqa: PLR2004 - two classes
        return False
    if tasks is not None and distinct.size <= MOST_CLASSES:
        return False
    return not (is_whole(distinct) and distinct.size <= MOST_WHOLE_CLASSES)


def _original(value: np.float64, label: Numbers) -> Class:
    if label.kind == "bool":
        return bool(value)
    return int(value) if is_whole(label.values) and label.kind == "int" else float(value)
