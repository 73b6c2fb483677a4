"""What MLflow calls to load an exported model as a Python function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from spotter.learning.arrays import Floats
from spotter.learning.frames import matrix_of
from spotter.learning.models import TrainedModel, load
from spotter.learning.predictions import outputs_for, whose_and_when
from spotter.learning.tables import Column, Numbers, Table, words_of


class Function:
    """Predicts a data frame of features: probabilities of the second class, of each class, or values."""

    def __init__(self, model: TrainedModel) -> None:
        self._model = model

    def predict(self, data: Any, params: object = None) -> Floats:  # noqa: ANN401, ARG002 - MLflow's own types
        """Give the outputs of every row."""
        card = self._model.card
        columns = {name: _column(data[name]) for name in card.features}
        table = Table(columns, len(data[card.features[0]]))
        groups, times = whose_and_when(self._model.text, table)
        matrix = matrix_of(table, card.features, card.categories)
        return outputs_for(self._model.text, matrix, groups=groups, times=times)


def _load_pyfunc(path: str) -> Function:
    """Load a model folder; MLflow calls this by name."""
    return Function(load(Path(path)))


def _column(values: Any) -> Column:  # noqa: ANN401 - a column of pandas
    listed = values.tolist()
    if any(isinstance(value, str) for value in listed):
        return words_of([None if value is None or value != value else str(value) for value in listed])  # noqa: PLR0124
    return Numbers(np.array(listed, dtype=np.float64), "float")
