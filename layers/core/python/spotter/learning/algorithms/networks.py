"""Neural networks: layers of weighted sums, for classes and values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from spotter.contracts.documents import Dense, Network
from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.documented import Documented, documented, matrix, vector
from spotter.learning.algorithms.linear import may_stop_early
from spotter.learning.algorithms.port import Algorithm, Means, Params
from spotter.learning.algorithms.preparation import inputs_of, preparation_of
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

BENDS: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda values: np.maximum(values, 0.0),
    "tanh": np.tanh,
    "identity": lambda values: values,
}
Layers = list[tuple[Floats, Floats, str]]


def fit_network(frame: Frame, params: Params, means: Means) -> Documented:
    """Fit a network pass by pass, so that it can end when time is up."""
    preparation = preparation_of(frame)
    inputs = inputs_of(preparation, frame.matrix)
    valued = frame.problem.task == "regression"
    shift = float(frame.target.mean()) if valued else 0.0
    scale = float(frame.target.std()) or 1.0 if valued else 1.0
    target = (frame.target - shift) / scale if valued else frame.target
    layers = _layers(_trained(frame, inputs, target, params, means))
    body = Network(
        tuple(Dense(matrix(weights.T), vector(offsets), bend) for weights, offsets, bend in layers)  # type: ignore[arg-type]
    )
    return documented(
        "neural_network",
        frame,
        preparation,
        body,
        lambda rows: _passed(layers, rows),
        scale=scale,
        shift=shift,
    )


def _trained(frame: Frame, inputs: Floats, target: Floats, params: Params, means: Means) -> Any:  # noqa: ANN401
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPRegressor if frame.problem.task == "regression" else MLPClassifier
    model = kind(
        hidden_layer_sizes=(int(params["width"]),) * int(params["depth"]),
        activation=str(params["bend"]),
        alpha=float(params["alpha"]),
        learning_rate_init=float(params["rate"]),
        random_state=means.seed,
    )
    more = {} if frame.problem.task == "regression" else {"classes": np.arange(len(frame.problem.classes))}
    with may_stop_early():
        for _ in range(int(params["passes"])):
            model.partial_fit(inputs, target, sample_weight=frame.weights, **more)
            if means.over():
                break
    return model


def _layers(model: Any) -> Layers:  # noqa: ANN401 - scikit-learn has no types
    bends = [model.activation] * (len(model.coefs_) - 1) + ["identity"]
    return list(zip(model.coefs_, model.intercepts_, bends, strict=True))


def _passed(layers: Layers, inputs: Floats) -> Floats:
    """Go through the fitted layers up to the log-odds, which the library itself only gives as shares."""
    said = inputs
    for weights, offsets, bend in layers:
        said = BENDS[bend](said @ weights + offsets)
    return said[:, 0] if said.shape[1] == 1 else said


NEURAL_NETWORK = Algorithm(
    traits=TRAITS["neural_network"],
    space={
        "width": IntDistribution(4, 64, log=True),
        "depth": IntDistribution(1, 2),
        "bend": CategoricalDistribution(("relu", "tanh")),
        "alpha": FloatDistribution(1e-6, 1.0, log=True),
        "rate": FloatDistribution(3e-4, 3e-2, log=True),
        "passes": IntDistribution(10, 100, log=True),
    },
    starts=(
        {"width": 16, "depth": 1, "bend": "relu", "alpha": 1e-3, "rate": 5e-3, "passes": 40},
        {"width": 32, "depth": 2, "bend": "tanh", "alpha": 1e-2, "rate": 2e-3, "passes": 40},
    ),
    fit=fit_network,
)
