"""The estimator of scikit-learn that a step is: what fits it here, and what an exported pipeline holds."""

from __future__ import annotations

from functools import partial
from typing import Any

from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.experimental import enable_iterative_imputer  # noqa: F401 - makes the next import possible
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    SequentialFeatureSelector,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.linear_model import Lasso, LogisticRegression, Ridge, RidgeClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

from spotter.contracts import selections as s
from spotter.contracts import steps as r
from spotter.learning.prepare.networks import NetworkImputer
from spotter.learning.prepare.selectors import ComponentLoadings, CorrelationClusters

TREES = 100
MOST_ITERATIONS = 2_000
STATISTICS = {r.FillMean: "mean", r.FillMedian: "median", r.FillMostFrequent: "most_frequent"}


def imputer_of(step: r.Fill | r.Learned) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Give the imputer of a step; a column without any value becomes 0."""
    match step:
        case r.FillNeighbours():
            return KNNImputer(n_neighbors=step.neighbours, keep_empty_features=True)
        case r.FillNetwork():
            return NetworkImputer(step.hidden, step.epochs, step.sample, step.seed, step.engine)
        case r.FillRegression():
            return IterativeImputer(max_iter=step.rounds, random_state=step.seed, keep_empty_features=True)
        case r.FillConstant() | r.FillZero():
            value = step.value if isinstance(step, r.FillConstant) else 0.0
            return SimpleImputer(strategy="constant", fill_value=value, keep_empty_features=True)
        case _:
            return SimpleImputer(strategy=STATISTICS[type(step)], keep_empty_features=True)


def scaler_of(step: r.Scaling) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Give the scaler of a step."""
    match step:
        case r.ScaleMinMax():
            return MinMaxScaler((step.low, step.high))
        case r.ScaleStandard():
            return StandardScaler()
        case r.ScaleMaxAbs():
            return MaxAbsScaler()
        case r.ScaleRobust():
            return RobustScaler(quantile_range=(step.low, step.high))


def selector_of(step: s.Selection, *, classes: bool, columns: int, folds: Any = 3) -> Any:  # noqa: ANN401 - the same
    """Give the selector of a step for a label of classes or of values; `folds` judge sequential ones."""
    match step:
        case s.SelectVariance():
            return VarianceThreshold(step.least)
        case s.SelectCorrelation():
            return CorrelationClusters(step.limit)
        case s.SelectPca():
            return ComponentLoadings(min(step.keep, columns), step.explain)
        case s.SelectMutualInformation() | s.SelectAnova() | s.SelectChi2():
            return SelectKBest(_score_of(step, classes=classes), k=min(step.keep, columns))
        case s.SelectTrees():
            trees = ExtraTreesClassifier if classes else ExtraTreesRegressor
            forest = trees(TREES, random_state=step.seed)
            return SelectFromModel(forest, threshold=-float("inf"), max_features=min(step.keep, columns))
        case _:
            return _linear_selector(step, classes=classes, columns=columns, folds=folds)


def _score_of(step: s.SelectMutualInformation | s.SelectAnova | s.SelectChi2, *, classes: bool) -> Any:  # noqa: ANN401 - the same
    match step:
        case s.SelectMutualInformation():
            score = mutual_info_classif if classes else mutual_info_regression
            return partial(score, random_state=step.seed)
        case s.SelectAnova():
            return f_classif if classes else f_regression
        case s.SelectChi2():
            return chi2


def _linear_selector(
    step: s.SelectRecursive | s.SelectSequential | s.SelectL1,
    *,
    classes: bool,
    columns: int,
    folds: Any,  # noqa: ANN401 - the same
) -> Any:  # noqa: ANN401 - the same
    keep = min(step.keep, columns)
    match step:
        case s.SelectRecursive():
            return RFE(_linear(classes=classes), n_features_to_select=keep, importance_getter=WEIGHTS)
        case s.SelectSequential():
            return SequentialFeatureSelector(
                _linear(classes=classes),
                n_features_to_select=keep,
                direction=step.direction,
                scoring="balanced_accuracy" if classes else "r2",
                cv=folds,
            )
        case s.SelectL1():
            model = _sparse(step) if classes else Lasso(1.0 / step.strength, max_iter=MOST_ITERATIONS)
            return SelectFromModel(_scaled(model), max_features=keep, importance_getter=WEIGHTS)


WEIGHTS = "named_steps.model.coef_"


def _linear(*, classes: bool) -> Any:  # noqa: ANN401 - the same
    """Solve it at once: wrappers fit very many of these."""
    return _scaled(RidgeClassifier(class_weight="balanced") if classes else Ridge())


def _sparse(step: s.SelectL1) -> Any:  # noqa: ANN401 - the same
    return LogisticRegression(
        l1_ratio=1.0, solver="saga", C=step.strength, max_iter=MOST_ITERATIONS, random_state=step.seed
    )


def _scaled(model: Any) -> Any:  # noqa: ANN401 - the same
    """Weights of columns compare only when the columns have one scale."""
    return Pipeline([("scale", StandardScaler()), ("model", model)])
