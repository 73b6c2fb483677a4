"""Rows that were judged outside their folds, and what was said of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame


@dataclass(frozen=True, eq=False)
class Unseen:
    """Each raced row once, with its output."""

    frame: Frame
    outputs: Floats

    def at_most(self, rows: int, *, seed: int) -> Unseen:
        """Draw some of the rows where there are more."""
        count = self.frame.target.size
        if count <= rows:
            return self
        drawn = np.sort(np.random.default_rng(seed).choice(count, rows, replace=False))
        return Unseen(self.frame.taken(drawn), self.outputs[drawn])
