"""Build real model texts, small and fast."""

from __future__ import annotations

from functools import cache

import lightgbm
import numpy as np


@cache
def a_model_text(features: int = 3) -> str:
    """Train on noise in which danger is a high first feature."""
    chance = np.random.default_rng(0)
    rows = chance.uniform(0, 10, size=(400, features))
    params = {"objective": "binary", "num_leaves": 4, "verbose": -1, "num_threads": 1, "seed": 0}
    data = lightgbm.Dataset(rows, label=(rows[:, 0] > 4).astype(float))
    return str(lightgbm.train(params, data, num_boost_round=20).model_to_string())
