"""Arms of the race: one configuration each, trained as live boosters on every raced fold."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import lightgbm as lgb
import numpy as np

from spotter.learning.arenas import Arena
from spotter.learning.arrays import Floats
from spotter.learning.spaces import undone

CHUNK = 5
"""Rounds between two looks at the clock and the loss."""

PATIENCE = 40
"""An arm has converged when its loss has not improved for so many rounds."""

MOST_ROUNDS = 3_000

MORE_ROWS = 1.1
"""All rows carry more rounds than the rows of a fold did."""

MOST_BARREN = 20
"""So many rounds in a row that find no split are the end; one alone draws other features than the next."""

LEAST_GAIN = 1e-5
"""Share of its first loss that an arm must gain to have improved: certainty can be sharpened for ever."""


class Grown(NamedTuple):
    """What came of training one fold: its outputs, whether not one round found a split, and the seconds.

    A single round that finds none is no end: the next draws other features and thresholds.
    """

    outputs: Floats
    finished: bool
    seconds: float


@dataclass(eq=False)
class Arm:
    """One configuration on its way. `spent` is comparable between arms of one race, whatever its unit."""

    arena: Arena
    params: dict[str, float | int]
    rounds: int = 0
    spent: float = 0.0
    seconds: float = 0.0
    fitted_s: float = 0.0
    first_loss: float = 0.0
    best_loss: float = math.inf
    best_rounds: int = 0
    outputs: Floats = field(default_factory=lambda: np.empty(0))
    curve: list[tuple[float, float]] = field(default_factory=list)
    exhausted: bool = False
    closed: bool = False
    _boosters: list[lgb.Booster] = field(default_factory=list)
    _barren: int = 0

    @property
    def converged(self) -> bool:
        """Tell whether more rounds would not help."""
        return (
            self.exhausted or self.rounds - self.best_rounds >= PATIENCE or self.rounds >= self._most_rounds
        )

    @property
    def _most_rounds(self) -> float:
        """Rounds after which more would not fit into the limits, once all rows are learned from."""
        allowed = self.arena.most_rounds(float(self.params["num_leaves"])) / MORE_ROWS
        return min(MOST_ROUNDS, max(1.0, allowed))

    @property
    def round_s(self) -> float:
        """Seconds that a round takes on one fold, alone with its threads."""
        return self.fitted_s / max(1, self.rounds * len(self.arena.folds))

    def advance(self) -> None:
        """Train a few more rounds, as many as the clock allows, and measure.

        Raises:
            Overrun: the whole budget was used up within a round.
        """
        started, used = self.arena.budget.clock(), time.process_time()
        if not self._boosters:
            self._boosters = [self._booster(train, valid) for train, valid in self.arena.sides]
        rounds = self._affordable_rounds()
        jobs = [partial(self._grow, booster, rounds) for booster in self._boosters]
        grown = self.arena.crew.work_out(jobs)
        self._barren = self._barren + rounds if all(each.finished for each in grown) else 0
        self.exhausted = self._barren >= MOST_BARREN
        self.rounds += rounds
        self.fitted_s += sum(each.seconds for each in grown)
        self._measure(np.concatenate([each.outputs for each in grown]))
        self.seconds += self.arena.budget.clock() - started
        self.spent += self._cost(rounds, time.process_time() - used)

    def loss_at(self, spent: float) -> float:
        """Give the best loss this arm had when it had cost so much; infinite before its first measure."""
        return min((loss for cost, loss in self.curve if cost <= spent), default=math.inf)

    def retire(self) -> None:
        """Free the boosters; what was learned about the arm stays."""
        self._boosters, self.closed = [], True

    def _measure(self, outputs: Floats) -> None:
        loss = self.arena.guide.loss(self.arena.target, outputs)
        if not self.outputs.size:
            self.first_loss = loss if math.isfinite(loss) else 0.0
        if loss < self.best_loss - LEAST_GAIN * self.first_loss or not self.outputs.size:
            self.best_loss, self.best_rounds, self.outputs = loss, self.rounds, outputs
        self.curve.append((self.spent, self.best_loss))

    def _affordable_rounds(self) -> int:
        budget = self.arena.budget
        if budget.seconds is None:
            return CHUNK
        if self.rounds == 0:
            return 1
        return int(np.clip(budget.fitting_s / 2 / (self.seconds / self.rounds), 1, CHUNK))

    def _cost(self, rounds: int, cpu_s: float) -> float:
        if self.arena.budget.seconds is None:
            return rounds * float(self.params["num_leaves"])
        return cpu_s

    def _booster(self, train: lgb.Dataset, valid: lgb.Dataset) -> lgb.Booster:
        booster = lgb.Booster(self.arena.settings(self.params), train)
        booster.add_valid(valid, "valid")
        return booster

    def _grow(self, booster: lgb.Booster, rounds: int) -> Grown:
        started = self.arena.budget.clock()
        split = sum(not booster.update() for _ in range(rounds))
        outputs = undone(self.params).of(_validated(booster))
        return Grown(outputs, split == 0, self.arena.budget.clock() - started)


def _validated(booster: lgb.Booster) -> Floats:
    """Read a live booster's outputs on its validation rows without predicting again."""
    seen: list[Floats] = []

    def look(outputs: Floats, _data: Any) -> tuple[str, float, bool]:  # noqa: ANN401 - LightGBM's own type
        seen.append(outputs.copy())
        return "seen", 0.0, False

    booster.eval_valid(look)
    return seen[0]


Report = Callable[[str, Arm, int], None]
"""Hears of a phase, its best arm, and how many arms were looked at."""
