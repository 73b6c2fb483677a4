"""Real rows and rows that never were in one frame, so that what learns without labels can be judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spotter.domain.injecting import injected
from spotter.learning.arrays import Ints
from spotter.learning.frames import Frame
from spotter.learning.problems import Problem
from spotter.learning.splits import Fold

CLASSES = ("usual", "unusual")
MOST_INJECTED = 4_000


@dataclass(frozen=True, eq=False)
class Both:
    """Real rows, and behind them rows that never were, labelled 1; `source` of each is a real one's place."""

    frame: Frame
    real: int
    source: Ints

    def fold(self, fold: Fold) -> Fold:
        """Let every row that never was follow the one that it was made of."""
        return Fold(self._with(fold.train), self._with(fold.valid))

    def _with(self, rows: Ints) -> Ints:
        follow = np.flatnonzero(np.isin(self.source, rows))
        return np.concatenate([rows, self.real + follow])


def both(frame: Frame, *, seed: int) -> Both:
    """Put rows that never were behind real ones; they have the group and time of what they were made of."""
    made = injected(frame.matrix.tolist(), most=MOST_INJECTED, seed=seed, words=frame.categorical)
    source = np.array([each.source for each in made], dtype=np.int64)
    every = frame.taken(np.concatenate([np.arange(frame.target.size), source]))
    matrix = np.vstack([frame.matrix, np.array([each.row for each in made])])
    target = np.concatenate([np.zeros(frame.target.size), np.ones(source.size)])
    labelled = replace(every, matrix=matrix, target=target, problem=Problem("binary", CLASSES))
    return Both(labelled, int(frame.target.size), source)
