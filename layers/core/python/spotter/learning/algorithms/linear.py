"""Linear models: logistic regression, averaged perceptron, linear regression."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from optuna.distributions import FloatDistribution

from spotter.contracts.documents import Linear
from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.documented import Documented, documented, matrix, vector
from spotter.learning.algorithms.port import Algorithm, Means, Params
from spotter.learning.algorithms.preparation import inputs_of, preparation_of
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

MOST_ITERATIONS = 500
PASSES = 50


def fit_logistic(frame: Frame, params: Params, means: Means) -> Documented:
    """Fit a logistic regression: two classes, or all classes at once."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=float(params["c"]), max_iter=MOST_ITERATIONS, random_state=means.seed)
    return _fitted("logistic_regression", frame, model, lambda inputs: _decided(model, inputs))


def fit_perceptron(frame: Frame, params: Params, means: Means) -> Documented:
    """Fit a perceptron whose weights are averaged over all steps (Freund and Schapire, 1999)."""
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(
        loss="perceptron",
        average=True,
        learning_rate="constant",
        eta0=1.0,
        penalty="l2",
        alpha=float(params["alpha"]),
        max_iter=PASSES,
        random_state=means.seed,
    )
    return _fitted("averaged_perceptron", frame, model, lambda inputs: _decided(model, inputs), steady=True)


def fit_ridge(frame: Frame, params: Params, means: Means) -> Documented:
    """Fit a linear regression whose weights are held small."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=float(params["alpha"]), random_state=means.seed)
    return _fitted("linear_regression", frame, model, lambda inputs: np.asarray(model.predict(inputs)))


@contextmanager
def may_stop_early() -> Iterator[None]:
    """Let a fit end by its number of steps: the search judges what came of it."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _fitted(
    name: str,
    frame: Frame,
    model: Any,  # noqa: ANN401 - scikit-learn has no types
    raw: Callable[[Floats], Floats],
    *,
    steady: bool = False,
) -> Documented:
    preparation = preparation_of(frame)
    inputs = inputs_of(preparation, frame.matrix)
    with may_stop_early():
        model.fit(inputs, frame.target, sample_weight=frame.weights)
    body = Linear(matrix(model.coef_), vector(np.atleast_1d(model.intercept_)))
    scale = 1 / max(float(raw(inputs).std()), np.finfo(np.float64).tiny) if steady else 1.0
    return documented(name, frame, preparation, body, raw, scale=scale)


def _decided(model: Any, inputs: Floats) -> Floats:  # noqa: ANN401 - scikit-learn has no types
    return np.asarray(model.decision_function(inputs), dtype=np.float64)


LOGISTIC_REGRESSION = Algorithm(
    traits=TRAITS["logistic_regression"],
    space={"c": FloatDistribution(1e-4, 1e3, log=True)},
    starts=({"c": 1.0}, {"c": 0.01}),
    fit=fit_logistic,
)
AVERAGED_PERCEPTRON = Algorithm(
    traits=TRAITS["averaged_perceptron"],
    space={"alpha": FloatDistribution(1e-7, 1e-1, log=True)},
    starts=({"alpha": 1e-4},),
    fit=fit_perceptron,
)
LINEAR_REGRESSION = Algorithm(
    traits=TRAITS["linear_regression"],
    space={"alpha": FloatDistribution(1e-4, 1e4, log=True)},
    starts=({"alpha": 1.0},),
    fit=fit_ridge,
)
