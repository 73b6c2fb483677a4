"""The end game: all rows, a lower learning rate, as low as the clock allows, several models in one text.

A member of the blend is trained again with the same total step (rate x rounds, and a tenth more for the
rows it had not seen). The rate is set from the measured time of a round, and again every few rounds, so that
the whole way fits into what is left. Where time is left, members are trained again with other seeds.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import lightgbm as lgb

from spotter.learning.arenas import PROBES, SEARCH_RATE, Arena
from spotter.learning.arms import MORE_ROWS, MOST_BARREN, Arm
from spotter.learning.blends import Blend
from spotter.learning.crews import Overrun
from spotter.learning.spaces import undone
from spotter.learning.texts import averaged

LOWEST_RATE = SEARCH_RATE / 5
"""Five times slower than the search: below, more rounds bought nothing measurable."""

LEEWAY = 0.85
"""Share of the time left that is planned with, because rounds become slower as trees become deeper."""

ROUNDS_PER_LOOK = 10

FEWEST_UNPROVEN = 80.0
"""An arm whose time was up while it was improving goes so far at least; few good ones need less."""

FURTHER_UNPROVEN = 2.0
"""And so many times as far as it had come, where there is time."""

MOST_MODELS = 4
"""More in one text buy little and cost latency."""

GOOD_RATE = SEARCH_RATE / 4
"""The rate that each of several models should be able to afford."""

LATEST_START = 0.9
"""Share of the time for fitting after which no further model is begun."""

TRIALS_A_MODEL = 5
"""Without a clock, so many trials buy another model."""

WRITING_S = 14e-6
"""Seconds a leaf: writing the text, averaging, calibrating, loading it again; 7 to 12 us were measured."""

PROVING_S, PROVING_LEAF_S = 0.25e-3, 15e-6
"""Seconds a tree and a leaf: comparing 10,000 rows with the live scorer, both at once."""

MOST_SLOW = 4.0
"""What is left to do takes longer on a busy machine, as the rounds did: so many times at most."""

SEED_STEP = 7_919
TINY_S = 1e-3

SAFETY = 1.5
"""A round is begun only where one that takes so many times as long as the slowest would fit."""


@dataclass(frozen=True, eq=False)
class Refitted:
    """The final text, the rounds in it, the mean learning rate, how many models, and whether time ran out."""

    text: str
    rounds: int
    rate: float
    models: int = 1
    short: bool = False


@dataclass(eq=False)
class Refit:
    """One model on its way; `text` is what it would be if its next round never ended, `grown` its trees."""

    arm: Arm
    weight: float
    seed: int
    models: int = 1
    way: float = 0.0
    rounds: int = 0
    grown: int = 0
    went: float = 0.0
    text: str = ""
    slowest_s: float = 0.0
    slow: float = 1.0
    arrived: bool = False
    _booster: lgb.Booster = field(init=False)

    def run(self, until: Callable[[], float]) -> None:
        """Train until the way is gone or the clock says so; `until` gives the seconds left for this one."""
        arena, clock = self.arm.arena, self.arm.arena.budget.clock
        self.way = SEARCH_RATE * _rounds_to_go(self.arm)
        rate, seconds, worked_s, barren = LOWEST_RATE, 0.0, 0.0, 0
        settings = arena.settings(self.arm.params) | {"seed": self.seed, "learning_rate": rate}
        self._booster = lgb.Booster(settings, arena.full)
        while self.way - self.went > rate / 2 and not self._must_stop():
            started, worked = clock(), time.thread_time()
            if self.rounds == 1 or self.rounds % ROUNDS_PER_LOOK == 0:
                planned = self._rate(until(), seconds / self.rounds if self.rounds else 0.0)
                if planned != rate:
                    rate = planned
                    self._tell(rate)
            barren = barren + 1 if self._booster.update() else 0
            if barren == MOST_BARREN:
                self.went = self.way
                break
            took_s = clock() - started
            seconds, self.slowest_s = seconds + took_s, max(self.slowest_s, took_s)
            worked_s += time.thread_time() - worked
            self.slow = min(MOST_SLOW, max(1.0, seconds / max(worked_s, TINY_S)))
            self.rounds, self.went = self.rounds + 1, self.went + rate
        self.arrived = self.way - self.went <= rate / 2 or self.rounds >= self._most_rounds
        self.text = self._written()

    def _tell(self, rate: float) -> None:
        """Change the rate; LightGBM begins to draw thresholds anew, so it must not draw the same again."""
        self._booster.reset_parameter({"learning_rate": rate, "extra_seed": self.seed + self.rounds})

    def _written(self) -> str:
        """Write the model down, without the weight that a rare class had."""
        self.grown = self._booster.current_iteration()
        return undone(self.arm.params).written_into(self._booster.model_to_string())

    @property
    def _writing_s(self) -> float:
        """Seconds that a round of this model and one of each other will take to write down."""
        arena, leaves = self.arm.arena, float(self.arm.params["num_leaves"])
        proving_s = PROVING_S + PROVING_LEAF_S * leaves if arena.proved else 0.0
        return self.slow * (WRITING_S * leaves + proving_s) * arena.trees * self.models

    @property
    def _most_rounds(self) -> float:
        return self.arm.arena.most_rounds(float(self.arm.params["num_leaves"]), models=self.models)

    def _must_stop(self) -> bool:
        budget = self.arm.arena.budget
        if self.rounds >= self._most_rounds:
            return True
        if budget.seconds is None or not self.rounds:
            return False
        left_s = budget.fitting_s - self.rounds * self._writing_s
        if left_s < 2 * SAFETY * self.slowest_s:
            self.text = self._written()
        return left_s < SAFETY * self.slowest_s

    def _rate(self, left_s: float, round_s: float) -> float:
        budget, way = self.arm.arena.budget, self.way - self.went
        if budget.hurried:
            return SEARCH_RATE
        fitting = max(1.0, self._most_rounds - self.rounds)
        if budget.seconds is not None and round_s > 0.0:
            seconds = LEEWAY * left_s - self.rounds * self._writing_s
            fitting = min(fitting, max(1.0, seconds / (round_s + self._writing_s)))
        return min(SEARCH_RATE, max(LOWEST_RATE, way / fitting))


def refit(blend: Blend, arena: Arena, look: Callable[[], None]) -> Refitted:
    """Train the members of a blend on all rows of the arena, side by side; `look` is called meanwhile."""
    plan = _planned(blend, arena)
    width = min(len(plan), arena.processors)
    arena.threads = arena.alone if width == 1 else 1
    jobs = [partial(_one, plan, at, width) for at in range(len(plan))]
    with suppress(Overrun):
        arena.crew.work_out(jobs, look=look)
    done = [each for each in plan if each.text]
    if not done:
        return Refitted(arena.spare, PROBES, SEARCH_RATE, short=True)
    rounds = sum(each.grown for each in done)
    return Refitted(
        averaged([each.text for each in done], [each.weight for each in done]),
        rounds,
        sum(each.went for each in done) / max(sum(each.rounds for each in done), 1),
        len(done),
        short=not all(each.arrived for each in done),
    )


def _planned(blend: Blend, arena: Arena) -> list[Refit]:
    """Say which models to train, those that weigh most first; members again where time is left."""
    ranked = sorted(zip(blend.weights, blend.arms, strict=True), key=lambda pair: -pair[0])
    count = _affordable(ranked[0][1], arena, len(ranked))
    times = Counter(at % len(ranked) for at in range(count))
    plan = []
    for at in range(count):
        weight, arm = ranked[at % len(ranked)]
        seed = arena.seed + SEED_STEP * (at // len(ranked))
        plan.append(Refit(arm, weight / times[at % len(ranked)], seed, count))
    return plan


def _affordable(arm: Arm, arena: Arena, members: int) -> int:
    """Count the models that the time left buys at a rate that is low enough to be worth it."""
    budget = arena.budget
    if budget.hurried or not arm.rounds:
        return 1
    most = _within_limits(arm, arena)
    if budget.seconds is None:
        return min(members, most, 1 + (budget.trials or 0) // TRIALS_A_MODEL)
    models = MOST_MODELS * budget.fitting_s / max(_models_s(arm, GOOD_RATE), TINY_S)
    return int(min(MOST_MODELS, most, max(1, models)))


def _within_limits(arm: Arm, arena: Arena) -> int:
    """Count the models that fit into the limits at a rate that is low enough to be worth it."""
    rounds = _rounds_to_go(arm) * SEARCH_RATE / GOOD_RATE
    allowed = arena.most_rounds(float(arm.params["num_leaves"])) / rounds
    return int(min(MOST_MODELS, max(1.0, allowed)))


def _models_s(arm: Arm, rate: float) -> float:
    """Estimate the seconds that as many models as may be take, at a rate, with all processors."""
    arena = arm.arena
    more_rows = arena.frame.target.size / arena.folds[0].train.size
    model_s = arm.round_s * more_rows * _rounds_to_go(arm) * SEARCH_RATE / rate
    return MOST_MODELS * model_s * arena.threads / arena.processors


def _one(plan: Sequence[Refit], at: int, width: int) -> None:
    """Give one model its share of what is left; only the first is begun whatever the clock says."""
    budget = plan[at].arm.arena.budget
    if at and (budget.hurried or budget.over(LATEST_START)):
        return
    turns = math.ceil((len(plan) - at) / width)
    end_s = budget.spent_s + budget.fitting_s / turns
    plan[at].run(lambda: end_s - budget.spent_s)


def _rounds_to_go(arm: Arm) -> float:
    rounds = MORE_ROWS * arm.best_rounds
    return rounds if arm.converged else max(rounds, FURTHER_UNPROVEN * arm.rounds, FEWEST_UNPROVEN)
