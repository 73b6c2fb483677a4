"""Blends: several arms averaged before the logistic, chosen on rows that none of them learned from.

Averages of raw outputs can be written as one model text: all trees in a row, each leaf scaled by its weight.
The choice is Caruana's greedy one (R. Caruana et al., ICML 2004): begin with the best, add whichever helps
most, with repetition, until nothing helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spotter.learning.arenas import Arena
from spotter.learning.arms import Arm
from spotter.learning.arrays import Floats
from spotter.learning.metrics import Task
from spotter.learning.platt import log_odds, logistic

STEPS = 10
CANDIDATES = 12
MOST_MEMBERS = 4
LEAST_GAIN = 0.0005
"""Share of the loss that another step must win; less is chance."""

TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Blend:
    """Arms with their weights, what they say together of validated rows, and how good that is."""

    arms: tuple[Arm, ...]
    weights: tuple[float, ...]
    outputs: Floats
    loss: float


def blended(best: Sequence[Arm], arena: Arena) -> Blend:
    """Choose arms, the best first, and weights; one arm alone where no other helps."""
    raw = [raw_of(arm.outputs, arena.frame.problem.task) for arm in best]
    chosen, total, loss = Counter([0]), raw[0], best[0].best_loss
    for step in range(2, STEPS + 1):
        losses = [_loss(arena, (total + each) / step) for each in raw]
        for at in range(len(best)):
            if at not in chosen and len(chosen) == MOST_MEMBERS:
                losses[at] = np.inf
        at = int(np.argmin(losses))
        if not losses[at] < (1 - LEAST_GAIN) * loss:
            break
        chosen[at] += 1
        total, loss = total + raw[at], losses[at]
    count = chosen.total()
    weights = tuple(times / count for times in chosen.values())
    outputs = best[0].outputs if len(chosen) == 1 else outputs_of(total / count, arena.frame.problem.task)
    return Blend(tuple(best[at] for at in chosen), weights, outputs, loss)


def raw_of(outputs: Floats, task: Task) -> Floats:
    """Undo the logistic: what is averaged. Values stay as they are."""
    match task:
        case "binary":
            return log_odds(outputs)
        case "multiclass":
            return np.asarray(np.log(np.clip(outputs, TINY, 1.0)))
        case _:
            return outputs


def outputs_of(raw: Floats, task: Task) -> Floats:
    """Do what LightGBM does with the sum of its leaves."""
    match task:
        case "binary":
            return logistic(raw)
        case "multiclass":
            powers = np.exp(raw - raw.max(axis=1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=1, keepdims=True))
        case _:
            return raw


def _loss(arena: Arena, raw: Floats) -> float:
    return arena.guide.loss(arena.target, outputs_of(raw, arena.frame.problem.task))
