"""What a model says of the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from spotter.contracts.learning import ModelCard
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.learning.arrays import Floats
from spotter.learning.frames import matrix_of
from spotter.learning.metrics import decisions
from spotter.learning.models import TrainedModel
from spotter.learning.problems import Class
from spotter.learning.tables import Table


@dataclass(frozen=True, eq=False)
class Predictions:
    """One value a row in original classes or numbers; for classes one column of probabilities each."""

    values: list[Class]
    classes: tuple[Class, ...]
    probabilities: Floats


def predict_table(model: TrainedModel, table: Table, *, threads: int = 2) -> Predictions:
    """Predict every row, in order.

    Raises:
        Invalid: a feature column is missing or of another kind.
    """
    matrix = matrix_of(table, model.card.features, model.card.categories)
    return _named(model.card, outputs_for(model.text, matrix, threads=threads))


def outputs_for(text: str, matrix: Floats, *, threads: int = 2) -> Floats:
    """Give what a model says of prepared rows: one number a row, or one a class."""
    if is_document(text):
        outputs = np.array(PlainModel(text).score(matrix.tolist()))
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs
    return np.asarray(lgb.Booster(model_str=text).predict(matrix, num_threads=threads), dtype=np.float64)


def _named(card: ModelCard, outputs: Floats) -> Predictions:
    if card.task == "regression":
        return Predictions(outputs.tolist(), (), np.empty((outputs.size, 0)))
    threshold = 0.5 if card.threshold is None else card.threshold
    values: list[Class] = [card.classes[int(number)] for number in decisions(outputs, threshold)]
    columns = np.column_stack([1 - outputs, outputs]) if outputs.ndim == 1 else outputs
    return Predictions(values, card.classes, columns)
