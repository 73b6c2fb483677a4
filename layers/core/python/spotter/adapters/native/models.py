"""Make any model text ready: documents in plain Python, trees in LightGBM's native library."""

from __future__ import annotations

from spotter.adapters.native.lightgbm import load_booster
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.ports.scorer import Booster, LoadBooster


def _load(text: str) -> Booster:
    return PlainModel(text) if is_document(text) else load_booster(text)


load_model: LoadBooster = _load
