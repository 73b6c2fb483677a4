"""What a training of an algorithm cannot be asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from spotter.domain.algorithms import ANOMALY, TRAITS
from spotter.errors import Invalid
from spotter.learning.algorithms.choosing import AUTO, USUAL, complete
from spotter.learning.algorithms.port import Algorithm
from spotter.learning.budgets import Budget
from spotter.learning.frames import Frame
from spotter.learning.lessons import Lesson
from spotter.learning.splits import Fold


def refuse_nothing_left(budget: Budget) -> None:
    """Refuse a budget that was gone before the first fit, with one that would do."""
    if budget.seconds is not None and budget.fitting_s <= 0:
        least = math.ceil(budget.spent_s + 2 * budget.closing_s + 1)
        raise Invalid(
            f"the budget of {budget.seconds:g} s is too small for one fit: preparing the data took "
            f"{budget.spent_s:.2g} s; give {least} s or more",
            seconds=budget.seconds,
        )


def refuse_labelled(algorithm: str) -> None:
    """Refuse an algorithm that learns from labels where there are none."""
    fitting = [traits.name for traits in TRAITS.values() if ANOMALY in traits.tasks]
    if algorithm not in {AUTO, *fitting}:
        raise Invalid(
            f"{algorithm} learns from a label: name its column (--label COLUMN), or choose one that needs "
            f"none (--algorithm {' or '.join(fitting)})",
            algorithm=algorithm,
        )


def refuse_lacking(algorithm: Algorithm, frame: Frame, folds: Sequence[Fold]) -> None:
    """Refuse folds from which an algorithm cannot learn, as one of the classes is not in them."""
    if not algorithm.lacks_classes and not complete(frame, folds):
        raise Invalid(
            f"a class is in too few groups or times for {algorithm.name}, as a fold to learn from lacks it: "
            f"bring it from others, or choose {USUAL}",
            algorithm=algorithm.name,
        )


def refuse_directions(algorithm: Algorithm, lesson: Lesson) -> None:
    """Refuse to promise what an algorithm cannot keep."""
    if any(lesson.monotone.values()) and not algorithm.monotone:
        raise Invalid(
            f"{algorithm.name} cannot promise a direction; leave --monotone out or choose {USUAL}",
            algorithm=algorithm.name,
        )
