"""What a model looks at: gain and SHAP of trees; for others, what shuffling a feature does."""

from __future__ import annotations

from functools import partial

import lightgbm as lgb
import numpy as np

from spotter.contracts.evidence import Importance
from spotter.domain.evaluators.plain_models import is_document
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame
from spotter.learning.predictions import outputs_for

EXPLAINED_ROWS = 500
SHUFFLED_CELLS = 20_000
"""Rows times features that are scored for models in plain Python: about a second."""


def importance_of(text: str, frame: Frame, *, seed: int) -> tuple[Importance, ...]:
    """Rank the features, the weightiest first."""
    rng = np.random.default_rng(seed)
    if is_document(text):
        effects, gains = _shuffled(text, frame, rng), None
    else:
        booster = lgb.Booster(model_str=text)
        rows = frame.matrix[rng.permutation(frame.target.size)[:EXPLAINED_ROWS]]
        effects = _shap(booster, rows, len(frame.features))
        gains = _shares(np.asarray(booster.feature_importance("gain"), dtype=np.float64))
    ranked = np.argsort(-effects, kind="stable").tolist()
    return tuple(
        Importance(frame.features[at], float(effects[at]), None if gains is None else float(gains[at]))
        for at in ranked
    )


def _shap(booster: lgb.Booster, rows: Floats, features: int) -> Floats:
    """Add up SHAP values over rows and classes; the last column of each class is the base value."""
    said = np.abs(np.asarray(booster.predict(rows, pred_contrib=True)))
    each = said.reshape(len(rows), -1, features + 1)[:, :, :features]
    return _shares(each.sum(axis=1).mean(axis=0))


def _shuffled(text: str, frame: Frame, rng: np.random.Generator) -> Floats:
    count = max(20, min(EXPLAINED_ROWS, SHUFFLED_CELLS // len(frame.features)))
    some = frame.taken(rng.permutation(frame.target.size)[:count])
    rows = some.matrix
    outputs = partial(outputs_for, text, groups=some.groups, times=some.times)
    before = outputs(rows)
    effects = np.zeros(len(frame.features))
    for at in range(len(frame.features)):
        changed = rows.copy()
        changed[:, at] = rng.permutation(changed[:, at])
        effects[at] = np.abs(outputs(changed) - before).mean()
    return _shares(effects)


def _shares(values: Floats) -> Floats:
    total = values.sum()
    shares: Floats = values / total if total else values
    return shares
