"""Support vector machines: a straight cut, or a curved one through nearness to a few points (Nystroem)."""

from __future__ import annotations

import numpy as np
from optuna.distributions import CategoricalDistribution, FloatDistribution

from spotter.contracts.documents import Body, Kernel, Linear
from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.documented import Documented, Raw, documented, matrix, vector
from spotter.learning.algorithms.linear import may_stop_early
from spotter.learning.algorithms.port import Algorithm, Means, Params
from spotter.learning.algorithms.preparation import inputs_of, preparation_of
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

POINTS = 64
"""So many points keep a row under a millisecond in plain Python."""

FLOOR = 1e-6
"""Share of the largest eigenvalue below which a direction of the kernel is noise, and would cost digits."""


def fit_svm(frame: Frame, params: Params, means: Means) -> Documented:
    """Fit a support vector machine whose margin is scaled to a deviation of 1."""
    preparation = preparation_of(frame)
    inputs = inputs_of(preparation, frame.matrix)
    if params["kernel"] == "linear":
        body, raw = _straight(frame, inputs, params, means)
    else:
        body, raw = _curved(frame, inputs, params, means)
    scale = 1 / max(float(raw(inputs).std()), 1e-12)
    return documented("svm", frame, preparation, body, raw, scale=scale)


def _straight(frame: Frame, inputs: Floats, params: Params, means: Means) -> tuple[Body, Raw]:
    weights, offset = _cut(frame, inputs, params, means)
    return Linear(matrix(weights), (offset,)), lambda rows: rows @ weights + offset


def _curved(frame: Frame, inputs: Floats, params: Params, means: Means) -> tuple[Body, Raw]:
    """Cut in the space that the kernel spans over points (Williams and Seeger, 2001)."""
    from sklearn.metrics.pairwise import rbf_kernel

    rng = np.random.default_rng(means.seed)
    points = inputs[rng.choice(len(inputs), size=min(POINTS, len(inputs)), replace=False)]
    gamma = float(params["gamma"]) / inputs.shape[1]
    spread, directions = np.linalg.eigh(rbf_kernel(points, gamma=gamma))
    kept = spread > FLOOR * spread.max()
    onto = directions[:, kept] / np.sqrt(spread[kept])
    inner, offset = _cut(frame, rbf_kernel(inputs, points, gamma=gamma) @ onto, params, means)
    weights = onto @ inner
    body = Kernel(matrix(points), vector(weights), offset, gamma)
    return body, lambda rows: rbf_kernel(rows, points, gamma=gamma) @ weights + offset


def _cut(frame: Frame, inputs: Floats, params: Params, means: Means) -> tuple[Floats, float]:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=float(params["c"]), dual="auto", random_state=means.seed)
    with may_stop_early():
        model.fit(inputs, frame.target, sample_weight=frame.weights)
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


SVM = Algorithm(
    traits=TRAITS["svm"],
    space={
        "kernel": CategoricalDistribution(("linear", "rbf")),
        "c": FloatDistribution(1e-3, 1e2, log=True),
        "gamma": FloatDistribution(0.05, 5.0, log=True),
    },
    starts=({"kernel": "rbf", "c": 1.0, "gamma": 1.0}, {"kernel": "linear", "c": 0.1, "gamma": 1.0}),
    fit=fit_svm,
)
