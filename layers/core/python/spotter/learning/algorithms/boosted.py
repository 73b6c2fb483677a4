"""Boosted trees: the race of `spotter.learning.race` finds them, so there is nothing to fit here alone."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from spotter.domain.algorithms import TRAITS
from spotter.learning.algorithms.port import Algorithm, Calibration, Means, Params
from spotter.learning.arenas import FIXED, SEARCH_RATE
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame
from spotter.learning.platt import Platt
from spotter.learning.spaces import PORTFOLIO, SPACE, told

ROUNDS = 100


@dataclass(frozen=True, eq=False)
class Boosted:
    """Boosted trees of one configuration, as a yardstick beside others."""

    booster: lgb.Booster

    def margins(self, matrix: Floats) -> Floats:
        """Give the sums of the trees."""
        return np.asarray(self.booster.predict(matrix, raw_score=True), dtype=np.float64)

    def text(self, calibration: Calibration) -> str:
        """Write LightGBM's text, calibrated in its leaves."""
        return Platt(calibration.slope, calibration.offset).written_into(self.booster.model_to_string())


def fit_boosted(frame: Frame, params: Params, means: Means) -> Boosted:
    """Boost a fixed number of rounds, or as many as `rounds` says."""
    problem = frame.problem
    task: dict[str, object] = {"objective": problem.task, "seed": means.seed, "num_threads": means.threads}
    if problem.task == "multiclass":
        task["num_class"] = len(problem.classes)
    data = lgb.Dataset(
        frame.matrix, frame.target, weight=frame.weights, categorical_feature=frame.categorical
    )
    tuned = {name: value for name, value in params.items() if name != "rounds"}
    booster = lgb.Booster({**FIXED, "learning_rate": SEARCH_RATE, **task, **told(tuned)}, data)
    for _ in range(int(params.get("rounds", ROUNDS))):
        if booster.update() or means.over():
            break
    return Boosted(booster)


BOOSTED_TREE = Algorithm(
    traits=TRAITS["boosted_tree"],
    space=SPACE,
    starts=tuple(dict(each) for each in PORTFOLIO),
    fit=fit_boosted,
    monotone=True,
    lacks_classes=True,
)
