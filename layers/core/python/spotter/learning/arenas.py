"""The arena: rows binned once, the folds that fit the budget, and what all arms are told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import lightgbm as lgb
import numpy as np

from spotter.contracts.preparations import Preparation
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.budgets import Budget
from spotter.learning.crews import Crew
from spotter.learning.frames import Frame
from spotter.learning.limits import UNLIMITED, Limits
from spotter.learning.metrics import Metric
from spotter.learning.spaces import told
from spotter.learning.splits import Fold
from spotter.learning.validation import Split

if TYPE_CHECKING:
    from spotter.learning.prepare.folds import Preparer

Params = dict[str, float | int | str | bool]

SEARCH_RATE = 0.1
"""The learning rate of all arms, so that their losses compare; refits go lower."""

FIXED: Params = {
    "metric": "None",
    "verbosity": -1,
    "deterministic": True,
    "force_col_wise": True,
    "feature_pre_filter": False,
}
"""Columns are binned once for all arms, so no arm may filter them; results do not depend on threads."""

PROBES = 2
"""Rounds that decide how many threads are worth it; the trees do not depend on the number."""

ROUNDS_A_FIT = 3
"""Rounds that must fit into a budget: one each for the search, the final model, and what is around them."""

ROUNDS_A_SEARCH = 500
"""Rounds on each fold that a budget should buy to be worth that many folds; else fewer folds are raced."""

SPARE = 4
"""So many times that must be there for each fold, if more of them are to be raced than usual."""

HISTOGRAM_SHARE = 0.25
"""Share of a memory cap that the histograms of all live boosters may take."""

MOST_BOOSTERS = 30

FEWEST_LEAVES = 3
"""The smallest trees that are searched."""


@dataclass(eq=False)
class Arena:
    """What all arms share. `folds` are the raced ones, `target` their validation rows one after the other.

    A model of theirs keeps within `limits`, and is `proved` afterwards, which takes time of the budget.
    `threads` work in a booster, `alone` in one that has all processors; the crew trains folds side by side.
    """

    frame: Frame
    split: Split
    guide: Metric
    budget: Budget
    seed: int
    threads: int
    directions: tuple[int, ...] = ()
    memory_mb: float | None = None
    preparer: Preparer | None = None
    limits: Limits = UNLIMITED
    proved: bool = False
    preparation: Preparation | None = field(default=None, init=False)
    full: lgb.Dataset = field(init=False)
    folds: list[Fold] = field(init=False)
    sides: list[tuple[lgb.Dataset, lgb.Dataset]] = field(init=False)
    target: Floats = field(init=False)
    processors: int = field(init=False)
    crew: Crew = field(init=False)
    alone: int = field(init=False)
    spare: str = field(init=False)
    """A model of the first rounds, for the case that no other gets ready in time."""

    def __post_init__(self) -> None:
        self.limits.check(FEWEST_LEAVES, self.trees)
        self.processors = self.threads
        self.crew = Crew(self.processors, self.budget)
        self.full = self._binned()
        first = self.split.folds[0]
        self.sides = [self._sides(first)]
        round_s = self._probe()
        self._check_budget(round_s)
        self.folds = self.split.folds[: self._affordable_folds(round_s)]
        self.sides += [self._sides(fold) for fold in self.folds[1:]]
        self.alone = self.threads
        self.threads = max(1, self.processors // len(self.folds)) if len(self.folds) > 1 else self.alone
        self.target = np.concatenate([self.frame.target[fold.valid] for fold in self.folds])

    @property
    def trees(self) -> int:
        """How many trees a round grows."""
        return len(self.frame.problem.classes) if self.frame.problem.task == "multiclass" else 1

    def most_rounds(self, leaves: float, *, models: int = 1) -> float:
        """How many rounds each of some models may have within the limits."""
        return max(1.0, self.limits.most_trees(leaves) / (self.trees * models))

    def settings(self, params: Mapping[str, float | int], *, threads: int | None = None) -> Params:
        """What LightGBM is told: what is fixed, what the task needs, and what an arm varies."""
        problem = self.frame.problem
        task: Params = {
            "objective": self.guide.objective or problem.task,
            "seed": self.seed,
            "num_threads": threads or self.threads,
        }
        if self.guide.alpha is not None:
            task["alpha"] = self.guide.alpha
        if problem.task == "multiclass":
            task["num_class"] = len(problem.classes)
        if any(self.directions):
            task["monotone_constraints"] = ",".join(map(str, self.directions))
        if self.memory_mb is not None:
            task["histogram_pool_size"] = HISTOGRAM_SHARE * self.memory_mb / MOST_BOOSTERS
        return {**FIXED, **task, "learning_rate": SEARCH_RATE, **told(params)}

    def _binned(self) -> lgb.Dataset:
        frame = self.frame
        if self.preparer is not None:
            frame, self.preparation = self.preparer.whole(frame)
        return self._data(frame)

    def _data(self, frame: Frame, *, like: lgb.Dataset | None = None) -> lgb.Dataset:
        return lgb.Dataset(
            frame.matrix,
            frame.target,
            reference=like,
            weight=frame.weights,
            feature_name=[f"f{at}" for at in range(len(frame.features))],
            categorical_feature=frame.categorical,
            params=self.settings({}),
            free_raw_data=False,
        ).construct()

    def _sides(self, fold: Fold) -> tuple[lgb.Dataset, lgb.Dataset]:
        """Share the bins of all rows; what a recipe prepared for a fold has its own, and its own columns."""
        if self.preparer is None:
            return self._side(fold.train), self._side(fold.valid)
        train, valid = self.preparer.sides(self.frame, fold)
        data = self._data(train)
        return data, self._data(valid, like=data)

    def _side(self, rows: Ints) -> lgb.Dataset:
        return self.full.subset(rows.tolist()).construct()

    def _probe(self) -> float:
        """Time a round: on small tables and busy machines one thread is several times faster than two."""
        probed = [(*self._round(threads), threads) for threads in sorted({1, self.threads})]
        round_s, self.spare, self.threads = min(probed)
        return round_s

    def _round(self, threads: int) -> tuple[float, str]:
        booster = lgb.Booster(self.settings({}, threads=threads), self.sides[0][0])
        started = self.budget.clock()
        for _ in range(PROBES):
            booster.update()
        return (self.budget.clock() - started) / PROBES, booster.model_to_string()

    def _check_budget(self, round_s: float) -> None:
        if self.budget.seconds is not None and self.budget.fitting_s < ROUNDS_A_FIT * round_s:
            least = math.ceil(self.budget.spent_s + self.budget.closing_s + 2 * ROUNDS_A_FIT * round_s)
            raise Invalid(
                f"the budget of {self.budget.seconds:g} s is too small for one fit: a round takes "
                f"{round_s:.2g} s and preparing the data {self.budget.spent_s:.2g} s; give {least} s or more",
                seconds=self.budget.seconds,
            )

    def _affordable_folds(self, round_s: float) -> int:
        if self.budget.seconds is None:
            return self.split.raced
        folds = self.budget.fitting_s / (ROUNDS_A_SEARCH * round_s)
        if folds > self.split.raced:
            return int(np.clip(folds / SPARE, self.split.raced, self.split.most))
        return int(max(1, folds))
