"""Models that are written down as documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np

from spotter.contracts.documents import Body, Link, Matrix, ModelDocument, Preparation, Vector
from spotter.learning.algorithms.port import Calibration
from spotter.learning.algorithms.preparation import inputs_of
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame
from spotter.learning.metrics import Task

Raw = Callable[[Floats], Floats]
LINK_OF: dict[Task, Link] = {"binary": "logistic", "multiclass": "softmax", "regression": "identity"}


@dataclass(frozen=True)
class Documented:
    """A fitted model whose `raw` outputs come from the library, and whose document says the same."""

    document: ModelDocument
    raw: Raw

    def margins(self, matrix: Floats) -> Floats:
        """Give the library's outputs, scaled and shifted as the document does."""
        raw = self.raw(inputs_of(self.document.preparation, matrix))
        return raw * self.document.scale + self.document.shift

    def text(self, calibration: Calibration) -> str:
        """Write the document with its calibration."""
        document = self.document
        if calibration.quantiles:
            document = msgspec.structs.replace(document, link="share", quantiles=calibration.quantiles)
        said = msgspec.structs.replace(document, slope=calibration.slope, offset=calibration.offset)
        return msgspec.json.encode(said).decode()


def documented(
    algorithm: str,
    frame: Frame,
    preparation: Preparation,
    body: Body,
    raw: Raw,
    *,
    scale: float = 1.0,
    shift: float = 0.0,
) -> Documented:
    """Put a document together."""
    task = frame.problem.task
    document = ModelDocument(
        format="spotter-model/1",
        algorithm=algorithm,
        task=task,
        features=len(frame.features),
        preparation=preparation,
        body=body,
        link=LINK_OF[task],
        scale=scale,
        shift=shift,
    )
    return Documented(document, raw)


def vector(values: Floats) -> Vector:
    """Write numbers as plain ones."""
    return tuple(np.asarray(values, dtype=np.float64).tolist())


def matrix(values: Floats) -> Matrix:
    """Write rows of numbers as plain ones."""
    return tuple(vector(row) for row in np.atleast_2d(values))
