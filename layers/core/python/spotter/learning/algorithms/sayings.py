"""What a fitted model says of rows, calibrated, and prepared where a recipe came before it."""

from __future__ import annotations

import numpy as np

from spotter.contracts.preparations import Preparation
from spotter.domain.recipes.prepared_models import evenly
from spotter.learning.algorithms.calibration import outputs_of
from spotter.learning.algorithms.port import Calibration, Fitted
from spotter.learning.arrays import Floats, Keys
from spotter.learning.frames import Frame


class Says:
    """What the training library says of rows, calibrated."""

    def __init__(
        self, frame: Frame, model: Fitted, calibration: Calibration, preparation: Preparation | None
    ) -> None:
        self._task, self._model, self._calibration = frame.problem.task, model, calibration
        self._preparation = preparation

    def __call__(self, matrix: Floats) -> Floats:
        """Say it of rows by themselves."""
        if self._preparation is None:
            return self._said(matrix)
        times = np.array(evenly(self._preparation, len(matrix)))
        return self._said(_prepared(self._preparation, matrix, np.zeros(len(matrix)), times))

    def of(self, frame: Frame) -> Floats:
        """Say it of rows with their devices and times."""
        if self._preparation is None:
            return self._said(frame.matrix)
        return self._said(_prepared(self._preparation, frame.matrix, frame.groups, frame.times))

    def _said(self, inputs: Floats) -> Floats:
        return outputs_of(self._task, self._model.margins(inputs), self._calibration)


def _prepared(preparation: Preparation, matrix: Floats, groups: Keys | None, times: Floats | None) -> Floats:
    from spotter.learning.prepare.folds import prepared_matrix

    return prepared_matrix(preparation, matrix, groups=groups, times=times)
