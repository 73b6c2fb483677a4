"""Make any model text ready: documents in plain Python, trees natively, prepared by a recipe or not."""

from __future__ import annotations

from spotter.adapters.native.lightgbm import load_booster
from spotter.domain.evaluators.calibrated_models import CalibratedModel, is_calibrated, read_calibrated
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.domain.evaluators.sequence_models import SequenceModel, is_sequence
from spotter.domain.recipes.prepared_models import PreparedModel, is_prepared, read
from spotter.ports.scorer import Booster, LoadBooster


def _load(text: str) -> Booster:
    if is_prepared(text):
        said = read(text)
        return PreparedModel(said.preparation, _load(said.model).score)
    if is_calibrated(text):
        found = read_calibrated(text)
        return CalibratedModel(found.line, _load(found.model).score)
    if is_sequence(text):
        return SequenceModel(text)
    return PlainModel(text) if is_document(text) else load_booster(text)


load_model: LoadBooster = _load
