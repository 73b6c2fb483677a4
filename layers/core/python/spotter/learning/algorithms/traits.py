"""What a data set is like, read off its frame."""

from __future__ import annotations

import numpy as np

from spotter.contracts.recommendations import DataTraits
from spotter.learning.frames import Frame


def traits_of(frame: Frame) -> DataTraits:
    """Measure a frame."""
    task = frame.problem.task
    return DataTraits(
        task=task,
        rows=int(frame.target.size),
        features=len(frame.features),
        words=len(frame.categories) / len(frame.features),
        missing=round(float(np.isnan(frame.matrix).mean()), 6),
        positives=0.0 if task == "regression" else round(float(np.mean(frame.target > 0)), 6),
        spread=float(frame.target.std()) if task == "regression" else 0.0,
    )
