"""Algorithms that learn what is usual, and say how far a row is from it: k-means, isolation forest."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from optuna.distributions import FloatDistribution, IntDistribution

from spotter.contracts.documents import Body, Centres, Isolation, IsolationTree
from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.documented import Documented, Raw, documented, matrix
from spotter.learning.algorithms.port import Algorithm, Means, Params
from spotter.learning.algorithms.preparation import inputs_of, preparation_of
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

EULER = 0.5772156649015329


def fit_kmeans(frame: Frame, params: Params, means: Means) -> Documented:
    """Find centres of what is usual; a row is as unusual as it is far from the nearest.

    The library's own distances lose half of the digits beside a centre, so SciPy measures them.
    """
    from scipy.spatial.distance import cdist
    from sklearn.cluster import MiniBatchKMeans

    def learned(inputs: Floats) -> tuple[Body, Raw]:
        clusters = min(int(params["clusters"]), len(inputs))
        size = max(1024, 256 * (os.cpu_count() or 1))
        model = MiniBatchKMeans(clusters, n_init=3, random_state=means.seed, batch_size=size)
        model.fit(inputs)
        places = model.cluster_centers_
        return Centres(matrix(places)), lambda rows: np.asarray(cdist(rows, places).min(axis=1))

    return _fitted("kmeans", frame, learned)


def fit_isolation(frame: Frame, params: Params, means: Means) -> Documented:
    """Grow trees that cut at random: what is soon alone is unusual (Liu, Ting and Zhou, 2008)."""
    from sklearn.ensemble import IsolationForest

    def learned(inputs: Floats) -> tuple[Body, Raw]:
        model = IsolationForest(
            n_estimators=int(params["trees"]),
            max_samples=min(int(params["rows"]), len(inputs)),
            max_features=float(params["columns"]),
            random_state=means.seed,
            n_jobs=1,
        )
        model.fit(inputs)
        pairs = zip(model.estimators_, model.estimators_features_, strict=True)
        trees = tuple(_tree(each.tree_, columns) for each, columns in pairs)
        body = Isolation(trees, float(_usual_length(np.array([float(model._max_samples)]))[0]))  # noqa: SLF001 - the number of rows a tree was grown on
        return body, lambda rows: -np.asarray(model.score_samples(rows))

    return _fitted("isolation_forest", frame, learned)


def _fitted(name: str, frame: Frame, learned: Any) -> Documented:  # noqa: ANN401 - a function of inputs
    """Learn from what is labelled usual, and scale by how usual rows differ."""
    if frame.problem.task == "binary" and np.any(frame.target == 0):
        frame = frame.taken(np.flatnonzero(frame.target == 0))
    preparation = preparation_of(frame)
    inputs = inputs_of(preparation, frame.matrix)
    body, raw = learned(inputs)
    said = raw(inputs)
    scale = 1 / max(float(said.std()), 1e-12)
    return documented(name, frame, preparation, body, raw, scale=scale, shift=-float(said.mean()) * scale)


def _tree(tree: Any, columns: Any) -> IsolationTree:  # noqa: ANN401 - scikit-learn has no types
    inner = tree.children_left >= 0
    lengths = np.where(inner, 0.0, _depths(tree) + _usual_length(tree.n_node_samples.astype(np.float64)))
    features = np.where(inner, np.asarray(columns)[np.where(inner, tree.feature, 0)], 0)
    return IsolationTree(
        features=tuple(features.tolist()),
        thresholds=tuple(np.where(inner, tree.threshold, 0.0).tolist()),
        left=tuple(tree.children_left.tolist()),
        right=tuple(tree.children_right.tolist()),
        lengths=tuple(lengths.tolist()),
    )


def _depths(tree: Any) -> Floats:  # noqa: ANN401 - scikit-learn has no types
    depths = np.zeros(tree.node_count)
    for at in range(tree.node_count):
        if tree.children_left[at] >= 0:
            depths[[tree.children_left[at], tree.children_right[at]]] = depths[at] + 1
    return depths


def _usual_length(rows: Floats) -> Floats:
    """Give the mean length of an unsuccessful search in a tree of so many rows, as the library has it."""
    many = np.maximum(rows, 3.0)
    usual = 2.0 * (np.log(many - 1.0) + EULER) - 2.0 * (many - 1.0) / many
    return np.select([rows <= 1, rows <= 2], [0.0, 1.0], usual)  # noqa: PLR2004 - one row, two rows


KMEANS = Algorithm(
    traits=TRAITS["kmeans"],
    space={"clusters": IntDistribution(1, 64, log=True)},
    starts=({"clusters": 8},),
    fit=fit_kmeans,
    lacks_classes=True,
)
ISOLATION_FOREST = Algorithm(
    traits=TRAITS["isolation_forest"],
    space={
        "trees": IntDistribution(25, 100, step=25),
        "rows": IntDistribution(64, 512, log=True),
        "columns": FloatDistribution(0.3, 1.0),
    },
    starts=({"trees": 50, "rows": 256, "columns": 1.0},),
    fit=fit_isolation,
    lacks_classes=True,
)
