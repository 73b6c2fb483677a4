"""Recall at an alarm budget: what share of the dangers a supervisor hears of who is called K times a shift.

Where there are times, a shift is eight hours in which anything was measured, whoever wore it: one supervisor
hears of all. Where there are none, a shift is `ROWS_A_SHIFT` rows: the measure is defined on every set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from spotter.learning.arrays import Floats
from spotter.learning.calibrate import Threshold, surely, within_alarms
from spotter.learning.frames import Frame
from spotter.learning.metrics import Metric, logloss

NAME = re.compile(r"recall_at_(\d+)")
SHIFT_S = 8 * 3600.0
ROWS_A_SHIFT = 1_000

TIE_BREAK = 0.01
"""Weight of the logloss beside the recall in the search: recall moves in steps, and ties must not stop it."""


@dataclass(frozen=True)
class AlarmBudget:
    """So many alarms a shift, true and false ones, over so many shifts."""

    per_shift: int
    alarms_a_row: float

    def line(self, target: Floats, scores: Floats) -> Threshold:
        """Draw the line as low as the alarms allow."""
        return within_alarms(target, scores, allowed=self.alarms_a_row * target.size)

    def scores(self, target: Floats, scores: Floats) -> dict[str, float]:
        """Say the recall, and what it is at least (97.5 % sure)."""
        recall = self.line(target, scores).recall
        name = f"recall_at_{self.per_shift}"
        return {name: recall, f"{name}_low": surely(recall, float(target.sum()))}


def alarm_budget(metric: str | None, frame: Frame) -> AlarmBudget | None:
    """Read the alarm budget that a metric names; None where it names none."""
    found = NAME.fullmatch(metric or "")
    if found is None:
        return None
    per_shift = int(found[1])
    return AlarmBudget(per_shift, per_shift * _shifts(frame) / frame.target.size)


def guided(guide: Metric, frame: Frame, metric: str | None) -> Metric:
    """Let the search be led by the lower bound of the recall, where a metric names an alarm budget."""
    budget = alarm_budget(metric, frame)
    if budget is None:
        return guide

    def measured(target: Floats, outputs: Floats, _threshold: float) -> float:
        sure = surely(budget.line(target, outputs).recall, float(target.sum()))
        return sure - TIE_BREAK * logloss(target, outputs)

    return replace(guide, name=str(metric), higher_is_better=True, measure=measured)


def _shifts(frame: Frame) -> float:
    if frame.times is None:
        return frame.target.size / ROWS_A_SHIFT
    return float(np.unique(np.floor(frame.times / SHIFT_S)).size)
