"""A recipe over parts: where each step can be done, and what it learns from.

A step is applied row by row, or to whole devices in time. What it learns is nothing, numbers that the
manifest of a version has counted over all its rows, or a drawn sample.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, assert_never

from spotter.contracts import selections as s
from spotter.contracts import steps as r
from spotter.contracts.recipes import Recipe, Step
from spotter.domain.recipes.options import step_name

Reach = Literal["rows", "devices", "folds"]
Lesson = Literal["nothing", "counted", "sample"]

TRANSLATED = (r.DropRows, r.DropColumns, r.Fill, r.Scaling)
"""What a query can do; `domain/recipes/queries.py` writes it."""


class StepPlan(NamedTuple):
    """A step of a recipe: what it is applied to, what it learns from, and whether SQL can say it."""

    at: int
    step: str
    applies: Reach
    learns: Lesson
    sql: bool


def divided(recipe: Recipe) -> tuple[StepPlan, ...]:
    """Say of each step where it can be done; balance belongs into training folds and is left out.

    Counted numbers stay known through fills by a value, scaling and dropped columns, no further.
    """
    planned: list[StepPlan] = []
    known = True
    for at, step in enumerate(recipe.steps, 1):
        applies, learns = _place(step)
        if learns == "counted" and not known:
            learns = "sample"
        known = known and isinstance(step, r.DropColumns | r.Fill | r.Scaling | s.Selection | r.Balance)
        planned.append(StepPlan(at, step_name(type(step)), applies, learns, isinstance(step, TRANSLATED)))
    return tuple(planned)


def reach_of(recipe: Recipe) -> Reach:
    """Say what a recipe as a whole is applied to: devices where any step looks at neighbours in time."""
    return "devices" if any(each.applies == "devices" for each in divided(recipe)) else "rows"


def _place(step: Step) -> tuple[Reach, Lesson]:
    match step:
        case r.DropRows() | r.FillZero() | r.FillConstant():
            return "rows", "nothing"
        case r.DropColumns() | r.FillMean() | r.ScaleMinMax() | r.ScaleStandard() | r.ScaleMaxAbs():
            return "rows", "counted"
        case r.Resample() | r.SmoothLinear() | r.SmoothMedian() | r.ReplaceOutliers() | r.SmoothSavgol():
            return "devices", "nothing"
        case r.BalanceWeights() | r.BalanceUnder() | r.BalanceOver():
            return "folds", "nothing"
        case (
            r.FillMedian()
            | r.FillMostFrequent()
            | r.ScaleRobust()
            | r.FillNeighbours()
            | r.FillNetwork()
            | r.FillRegression()
            | s.SelectMutualInformation()
            | s.SelectAnova()
            | s.SelectChi2()
            | s.SelectRecursive()
            | s.SelectSequential()
            | s.SelectL1()
            | s.SelectTrees()
            | s.SelectVariance()
            | s.SelectCorrelation()
            | s.SelectPca()
        ):
            return "rows", "sample"
        case _:
            assert_never(step)
