"""Decision forests: LightGBM's random forest, in the text that every scorer of boosted trees reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from optuna.distributions import FloatDistribution, IntDistribution

from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.port import Algorithm, Calibration, Means, Params
from spotter.learning.arenas import FIXED
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

LOOK_EVERY = 10

WORTH_THREADS = 1_000_000
"""Values from which on several threads are faster than one."""


@dataclass(frozen=True, eq=False)
class Forest:
    """A forest of LightGBM, whose outputs are means over trees."""

    booster: lgb.Booster

    def margins(self, matrix: Floats) -> Floats:
        """Give the mean of the trees."""
        sums = np.asarray(self.booster.predict(matrix, raw_score=True), dtype=np.float64)
        return sums / self.booster.current_iteration()

    def text(self, calibration: Calibration) -> str:
        """Write the text; a mean is scaled and moved by scaling and moving every leaf."""
        text = self.booster.model_to_string()
        if calibration == Calibration():
            return str(text)
        body = re.sub(r"(?m)^tree_sizes=.*\n", "", text)
        return re.sub(r"(?m)^leaf_value=(.*)$", lambda line: _leaves(line[1], calibration), body)


def fit_forest(frame: Frame, params: Params, means: Means) -> Forest:
    """Grow trees on random rows and features until there are enough, or time is up."""
    trees = int(params["trees"])
    data = lgb.Dataset(
        frame.matrix, frame.target, weight=frame.weights, categorical_feature=frame.categorical
    )
    booster = lgb.Booster(_settings(frame, params, means), data)
    for grown in range(trees):
        if grown and grown % LOOK_EVERY == 0 and means.over():
            break
        booster.update()
    return Forest(booster)


def _settings(frame: Frame, params: Params, means: Means) -> dict[str, object]:
    problem = frame.problem
    task: dict[str, object] = {"objective": problem.task}
    if problem.task == "multiclass":
        task["num_class"] = len(problem.classes)
    return {
        **FIXED,
        **task,
        "boosting": "rf",
        "bagging_freq": 1,
        "bagging_fraction": float(params["rows"]),
        "feature_fraction": float(params["columns"]),
        "num_leaves": int(params["leaves"]),
        "min_data_in_leaf": int(params["rows_a_leaf"]),
        "seed": means.seed,
        "num_threads": means.threads if frame.matrix.size >= WORTH_THREADS else 1,
    }


def _leaves(values: str, calibration: Calibration) -> str:
    moved = (calibration.slope * float(value) + calibration.offset for value in values.split())
    return "leaf_value=" + " ".join(map(repr, moved))


DECISION_FOREST = Algorithm(
    traits=TRAITS["decision_forest"],
    space={
        "trees": IntDistribution(50, 200, step=50),
        "leaves": IntDistribution(8, 255, log=True),
        "rows_a_leaf": IntDistribution(1, 50, log=True),
        "rows": FloatDistribution(0.4, 0.9),
        "columns": FloatDistribution(0.2, 1.0),
    },
    starts=({"trees": 100, "leaves": 63, "rows_a_leaf": 5, "rows": 0.63, "columns": 0.5},),
    fit=fit_forest,
    lacks_classes=True,
)
