"""A recipe as a pipeline of scikit-learn, for people who go on in Python."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from spotter.contracts import steps as r
from spotter.contracts.recipes import Recipe, Step
from spotter.domain.recipes.options import step_name
from spotter.domain.recipes.reading import named
from spotter.learning.arrays import Flags, Floats
from spotter.learning.prepare.estimators import imputer_of, scaler_of, selector_of
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.selectors import LeaveOut, MostlyThere
from spotter.learning.prepare.sheets import Sheet

LIMITS = ("k", "max_features", "n_features_to_select")
"""What selectors call the number of columns that stay, at most as many as there are."""

MANY = 100_000
"""More columns than any table has."""

CHANGES_ROWS = (r.DropRows, r.Resample, r.BalanceWeights, r.BalanceUnder, r.BalanceOver)


class OnColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Does a step to the columns that fit the patterns; the others go on as they are, all in their order.

    Give it data frames (pandas or polars), so that columns have names.
    """

    def __init__(self, step: Any, columns: tuple[str, ...] = (), aside: tuple[str, ...] = ()) -> None:  # noqa: ANN401 - an estimator
        self.step = step
        self.columns = columns
        self.aside = aside

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, N803 - the interface of scikit-learn
        """Fit the step on its columns."""
        self.names_in_ = list(X.columns)
        patterns = self.columns or ("*",)
        fits = [any(fnmatchcase(name, pattern) for pattern in patterns) for name in self.names_in_]
        self.on_ = [at for at, fit in enumerate(fits) if fit and self.names_in_[at] not in self.aside]
        self.step_ = clone(self.step)
        asked = self.step_.get_params(deep=False)
        self.step_.set_params(
            **{name: min(asked[name], len(self.on_)) for name in LIMITS if asked.get(name) is not None}
        )
        self.step_.fit(_matrix(X, self.on_), y)
        return self

    def transform(self, X: Any) -> Floats:  # noqa: ANN401, N803 - the interface of scikit-learn
        """Do the step."""
        check_is_fitted(self)
        matrix = _matrix(X, list(range(len(self.names_in_))))
        if not hasattr(self.step_, "get_support"):
            matrix[:, self.on_] = self.step_.transform(matrix[:, self.on_])
        return matrix[:, self._stays()]

    def get_feature_names_out(self, input_features: Any = None) -> Any:  # noqa: ANN401, ARG002 - the same
        """Name what goes out."""
        return np.asarray(self.names_in_, dtype=object)[self._stays()]

    def _stays(self) -> Flags:
        stays = np.ones(len(self.names_in_), dtype=np.bool_)
        if hasattr(self.step_, "get_support"):
            stays[self.on_] = self.step_.get_support()
        return stays


class SmoothRows(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Smooths within the rows of each device in time; both columns hold numbers and go on as they are."""

    def __init__(self, recipe: Recipe, group: str | None = None, time: str | None = None) -> None:
        self.recipe = recipe
        self.group = group
        self.time = time

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 - the interface of scikit-learn
        """Remember the names."""
        self.names_in_ = list(X.columns)
        return self

    def transform(self, X: Any) -> Floats:  # noqa: ANN401, N803 - the interface of scikit-learn
        """Smooth these rows; nothing of the rows before is remembered."""
        check_is_fitted(self)
        matrix = _matrix(X, list(range(len(self.names_in_))))
        columns = dict(zip(self.names_in_, matrix.T, strict=True))
        devices = None if self.group is None else columns.pop(self.group)
        times = None if self.time is None else columns.pop(self.time)
        sheet = Sheet(columns, np.arange(len(matrix)), devices=devices, times=times)
        smooth = {**columns, **fit(sheet, self.recipe, strict=False).sheet.columns}
        return np.column_stack([smooth.get(name, matrix[:, at]) for at, name in enumerate(self.names_in_)])

    def get_feature_names_out(self, input_features: Any = None) -> Any:  # noqa: ANN401, ARG002 - the same
        """Name what goes out."""
        return np.asarray(self.names_in_, dtype=object)


def pipeline_of(
    recipe: Recipe, *, group: str | None = None, time: str | None = None, classes: bool = True
) -> Pipeline:
    """Give the unfitted pipeline of a recipe; it takes data frames. Steps on rows are left out."""
    aside = tuple(name for name in (group, time) if name is not None)
    steps: list[tuple[str, Any]] = []
    for at, step in enumerate(recipe.steps, 1):
        if not isinstance(step, CHANGES_ROWS):
            doing = _estimator(step, group, time, classes=classes)
            if not isinstance(doing, SmoothRows):
                doing = OnColumns(doing, step.columns, aside)
            steps.append((f"{at}_{step_name(type(step))}", doing))
    if aside:
        steps.append(("features", OnColumns(LeaveOut(), aside)))
    return Pipeline(steps or [("nothing", "passthrough")]).set_output(transform="polars")


def left_out(recipe: Recipe) -> list[str]:
    """Name the steps that a pipeline of scikit-learn cannot have."""
    return [named(at, step) for at, step in enumerate(recipe.steps, 1) if isinstance(step, CHANGES_ROWS)]


def _estimator(step: Step, group: str | None, time: str | None, *, classes: bool) -> Any:  # noqa: ANN401
    match step:
        case r.SmoothLinear() | r.SmoothMedian() | r.ReplaceOutliers() | r.SmoothSavgol():
            return SmoothRows(Recipe((step,)), group, time)
        case r.ScaleMinMax() | r.ScaleStandard() | r.ScaleMaxAbs() | r.ScaleRobust():
            return scaler_of(step)
        case r.DropColumns():
            return MostlyThere(step.most_missing)
        case r.DropRows() | r.Resample() | r.BalanceWeights() | r.BalanceUnder() | r.BalanceOver():
            raise TypeError(step)
        case (
            r.FillMean()
            | r.FillMedian()
            | r.FillMostFrequent()
            | r.FillZero()
            | r.FillConstant()
            | r.FillNeighbours()
            | r.FillNetwork()
            | r.FillRegression()
        ):
            return imputer_of(step)
        case _:
            return selector_of(step, classes=classes, columns=MANY)


def _matrix(frame: Any, columns: list[int]) -> Floats:  # noqa: ANN401 - a data frame of pandas or polars
    names = [list(frame.columns)[at] for at in columns]
    return np.column_stack([np.asarray(frame[name], dtype=np.float64) for name in names])
