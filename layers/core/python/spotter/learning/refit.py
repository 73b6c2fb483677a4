"""The end game: all rows, a lower learning rate, as low as the clock allows.

The winner of the race is trained again with the same total step (rate x rounds, and a tenth more for the
rows it had not seen). The rate is set from the measured time of a round, and again every few rounds, so that
the whole way fits into what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import lightgbm as lgb

from spotter.learning.arenas import SEARCH_RATE
from spotter.learning.arms import Arm

LOWEST_RATE = SEARCH_RATE / 5
"""Five times slower than the search: below, more rounds bought nothing measurable."""

MORE_ROWS = 1.1
"""All rows carry more rounds than the rows of a fold did."""

END_SHARE = 0.96
"""The rest of the budget writes the model down."""

LEEWAY = 0.85
"""Share of the time left that is planned with, because rounds become slower as trees become deeper."""

ROUNDS_PER_LOOK = 10

FEWEST_UNPROVEN = 80.0
"""An arm whose time was up while it was improving goes so far at least; few good ones need less."""


@dataclass(frozen=True, eq=False)
class Refitted:
    """The final booster's text, its rounds, and its mean learning rate."""

    text: str
    rounds: int
    rate: float


def refit(arm: Arm, report: Callable[[str, Arm], None]) -> Refitted:
    """Train the arm's configuration on all rows of its arena."""
    arena = arm.arena
    booster = lgb.Booster(arena.settings(arm.params), arena.full)
    whole = way = SEARCH_RATE * _rounds_to_go(arm)
    rounds, seconds, rate = 0, 0.0, LOWEST_RATE
    while way > rate / 2 and not (rounds and arena.budget.over(END_SHARE)):
        started = time.perf_counter()
        try:
            if rounds == 1 or rounds % ROUNDS_PER_LOOK == 0:
                rate = _rate(arm, way, seconds / rounds if rounds else 0.0)
                booster.reset_parameter({"learning_rate": rate})
                report("refit", arm)
            if booster.update():
                break
        except KeyboardInterrupt:
            if arena.budget.hurried:
                break
            arena.budget.hurry()
            continue
        way, rounds, seconds = way - rate, rounds + 1, seconds + time.perf_counter() - started
    return Refitted(booster.model_to_string(), rounds, (whole - way) / max(rounds, 1))


def _rounds_to_go(arm: Arm) -> float:
    rounds = MORE_ROWS * arm.best_rounds
    return rounds if arm.converged else max(rounds, FEWEST_UNPROVEN)


def _rate(arm: Arm, way: float, round_s: float) -> float:
    budget = arm.arena.budget
    if budget.hurried:
        return SEARCH_RATE
    if budget.seconds is None or round_s == 0.0:
        return LOWEST_RATE
    left_s = LEEWAY * (budget.remaining_s - (1 - END_SHARE) * budget.seconds)
    affordable = max(1.0, left_s / round_s)
    return min(SEARCH_RATE, max(LOWEST_RATE, way / affordable))
