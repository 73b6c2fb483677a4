"""Search for one algorithm: starting points first, then what Optuna proposes, judged on the same folds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution

from spotter.contracts.preparations import Preparation
from spotter.learning.algorithms.calibration import calibration_of, outputs_of
from spotter.learning.algorithms.port import Algorithm, Calibration, Fitted, Means, Params
from spotter.learning.arrays import Floats, Ints
from spotter.learning.budgets import Budget
from spotter.learning.frames import Frame
from spotter.learning.metrics import Metric
from spotter.learning.splits import Fold

if TYPE_CHECKING:
    from spotter.learning.prepare.folds import Preparer

SEARCH_SHARE = 0.55
"""The rest of the budget fits the winner on all rows and proves what was written down."""

FIT_SHARE = 0.85
"""A final fit that goes in steps ends here."""

MOST_TRIALS = 40
"""These spaces are small; more trials chase noise of the folds."""

PILOT_ROWS = 2_000
TRIAL_SHARE = 0.15
"""Share of the time left that one fit may take; larger tables are sampled down to it."""

STARTUP_TRIALS = 6
WORST_LOSS = 1e9
UNSTABLE_LOSS = 1e6
"""What Optuna is told of parameters that a search refuses, and more the more they lack."""


@dataclass(frozen=True, eq=False)
class Found:
    """The best parameters, what they said of rows outside their folds, and how that is calibrated.

    `lack` is 0 where the models of the folds are what the search asks of them, and else how far they are off.
    """

    params: Params
    loss: float
    margins: Floats
    calibration: Calibration
    lack: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """What is asked comes before the loss; lower is better."""
        return self.lack, self.loss


@dataclass(eq=False)
class Search:
    """One search; `folds` are the raced ones, `target` their validation rows one after the other.

    `lacks` looks at the models of the folds and says how far they are from what is asked, 0 if not at all.
    """

    algorithm: Algorithm
    frame: Frame
    folds: list[Fold]
    guide: Metric
    budget: Budget
    seed: int
    threads: int
    report: Callable[[str, float, int], None]
    preparer: Preparer | None = None
    share: float = SEARCH_SHARE
    before: tuple[Mapping[str, object], ...] = ()
    lacks: Callable[[Sequence[Fitted]], float] | None = None
    trials: int = 0
    best: Found | None = None
    target: Floats = field(init=False)
    whole: Frame = field(init=False)
    preparation: Preparation | None = field(default=None, init=False)
    _sides: list[tuple[Frame, Frame]] = field(default_factory=list, init=False)
    _row_s: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.target = np.concatenate([self.frame.target[fold.valid] for fold in self.folds])
        self.whole = self.frame
        if self.preparer is not None:
            self.whole, self.preparation = self.preparer.whole(self.frame)
            self._sides = [self.preparer.sides(self.frame, fold) for fold in self.folds]

    def run(self) -> Found:
        """Try parameters until the share of the budget or the trials are used, or somebody presses Ctrl-C."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.TPESampler(seed=self.seed, n_startup_trials=STARTUP_TRIALS)
        study = optuna.create_study(sampler=sampler)
        for start in (*self._earlier(), *self.algorithm.starts):
            study.enqueue_trial(start)
        try:
            while self.best is None or self._goes_on():
                trial = study.ask(dict(self.algorithm.space))
                study.tell(trial, min(self._tried(dict(trial.params)), WORST_LOSS))
        except KeyboardInterrupt:
            self.budget.hurry()
        return self.best or self._first()

    def fitted(self, params: Params, rows: Ints | None = None) -> Fitted:
        """Fit on all rows, or as many as the rest of the budget allows."""
        every = np.arange(self.whole.target.size) if rows is None else rows
        taken = self._sampled(every, FIT_SHARE - self.share)
        return self._fit(params, self.whole.taken(taken), FIT_SHARE)

    @property
    def sampled(self) -> int | None:
        """How many rows a fit may use where that is fewer than there are."""
        most = self._most_rows(FIT_SHARE - self.share)
        return most if most < self.frame.target.size else None

    def _earlier(self) -> Iterator[dict[str, Any]]:
        """Give what did well before, where it says all that is searched here, and within bounds."""
        space = self.algorithm.space
        for params in self.before:
            start = {name: params[name] for name in space if name in params}
            if len(start) == len(space) and all(_lies_in(space[name], start[name]) for name in space):
                yield start

    def _goes_on(self) -> bool:
        most = MOST_TRIALS if self.budget.trials is None else self.budget.trials
        return self.trials < most and not self.budget.passed(self.share)

    def _tried(self, params: Params) -> float:
        """Fit on every fold and judge; a loss that is not defined is the worst."""
        self.trials += 1
        models, parts = [], []
        for number in range(len(self.folds)):
            train, valid = self._side(number)
            rows = self._sampled(np.arange(train.target.size), TRIAL_SHARE)
            model = self._fit(params, train.taken(rows), self.share)
            models.append(model)
            parts.append(model.margins(valid.matrix))
        margins = np.concatenate(parts)
        task = self.frame.problem.task
        calibration = calibration_of(task, self.target, margins)
        loss = self.guide.loss(self.target, outputs_of(task, margins, calibration))
        found = Found(params, loss, margins, calibration, self.lacks(models) if self.lacks else 0.0)
        if self.best is None or found.rank < self.best.rank:
            self.best = found
        self.report("search", self.best.loss, self.trials)
        if found.lack:
            return UNSTABLE_LOSS * (1 + found.lack) + min(loss, UNSTABLE_LOSS)
        return loss if math.isfinite(loss) else WORST_LOSS

    def _first(self) -> Found:
        """Try the first starting point after all: Ctrl-C came before anything was known."""
        self._tried(dict(self.algorithm.starts[0]))
        if self.best is None:
            raise KeyboardInterrupt
        return self.best

    def _side(self, number: int) -> tuple[Frame, Frame]:
        """Give a fold's rows to learn from and to be judged on, prepared where there is a recipe."""
        if self._sides:
            return self._sides[number]
        fold = self.folds[number]
        return self.frame.taken(fold.train), self.frame.taken(fold.valid)

    def _fit(self, params: Params, rows: Frame, share: float) -> Fitted:
        started = time.perf_counter()
        means = Means(self.seed, self.threads, lambda: self.budget.over(share))
        model = self.algorithm.fit(rows, params, means)
        self._row_s = max(self._row_s, (time.perf_counter() - started) / rows.target.size)
        return model

    def _sampled(self, rows: Ints, share: float) -> Ints:
        most = self._most_rows(share)
        if rows.size <= most:
            return rows
        rng = np.random.default_rng(self.seed)
        return np.sort(rng.choice(rows, size=most, replace=False))

    def _most_rows(self, share: float) -> int:
        """Say how many rows fit into a share of the budget by the slowest fit so far; first a pilot."""
        if self.budget.seconds is None:
            return self.frame.target.size
        if not self._row_s:
            return PILOT_ROWS
        return max(PILOT_ROWS // 2, int(share * self.budget.seconds / self._row_s))


def _lies_in(space: BaseDistribution, value: object) -> bool:
    try:
        return bool(space._contains(space.to_internal_repr(value)))  # noqa: SLF001 - the only way to ask
    except ValueError:
        return False
