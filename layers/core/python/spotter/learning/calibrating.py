"""Which calibration a model gets: none, two numbers or an isotonic line, whichever is honest on folds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from spotter.domain.evaluators.calibrated_models import Line, calibrated
from spotter.learning.arenas import Arena
from spotter.learning.arrays import Floats, Ints
from spotter.learning.frames import Frame
from spotter.learning.isotonic import along, fitted_line
from spotter.learning.metrics import logloss
from spotter.learning.platt import FEWEST_OF_A_CLASS, LEAST_GAIN, Platt, dealt, honest_platt


@dataclass(frozen=True)
class Calibration:
    """Two numbers that are written into the leaves, or else a line that travels with the text."""

    platt: Platt = field(default_factory=Platt)
    line: Line | None = None

    @property
    def said(self) -> dict[str, float]:
        """Say it for the card."""
        return self.platt.said if self.line is None else {"isotonic_points": float(len(self.line.said))}

    def of(self, outputs: Floats) -> Floats:
        """Calibrate probabilities."""
        return self.platt.of(outputs) if self.line is None else along(self.line, outputs)

    def written_into(self, text: str) -> str:
        """Let a model's text say what is calibrated."""
        return self.platt.written_into(text) if self.line is None else calibrated(self.line, text)


def calibration_of(arena: Arena, judged: Frame, outputs: Floats) -> Calibration:
    """Choose by what was said of rows outside the folds."""
    if judged.problem.task != "binary" or outputs.size < judged.target.size:
        return Calibration()
    return honest_calibration(judged.target, outputs, seed=arena.seed, part=_parts(arena))


def honest_calibration(target: Floats, outputs: Floats, *, seed: int, part: Ints | None) -> Calibration:
    """Take a line only where it is better than two numbers on parts that neither was found on."""
    platt = honest_platt(target, outputs, seed=seed, part=part)
    if min(target.sum(), (1 - target).sum()) < FEWEST_OF_A_CLASS:
        return Calibration(platt)
    part = dealt(target, seed) if part is None or np.ptp(part) == 0 else part
    crossed = np.empty_like(outputs)
    for one in np.unique(part):
        line = fitted_line(target[part != one], outputs[part != one])
        crossed[part == one] = along(line, outputs[part == one])
    if logloss(target, crossed) > (1 - LEAST_GAIN) * logloss(target, platt.of(outputs)):
        return Calibration(platt)
    return Calibration(line=fitted_line(target, outputs))


def _parts(arena: Arena) -> Ints | None:
    """Number the fold of each judged row; with one fold alone, its groups."""
    folds = arena.folds[: arena.split.once]
    if len(folds) > 1:
        return np.repeat(np.arange(len(folds)), [fold.valid.size for fold in folds])
    groups = arena.frame.groups
    return None if groups is None else np.unique(groups[folds[0].valid], return_inverse=True)[1]
