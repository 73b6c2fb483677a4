"""Final models go the whole way that the search found."""

import pytest

from builders.clocks import TickingClock
from builders.tables import a_lesson, a_table
from spotter.learning.arms import Arm
from spotter.learning.budgets import Budget
from spotter.learning.refit import LOWEST_RATE, Refit
from spotter.learning.spaces import EXTRA, PORTFOLIO, Params
from spotter.learning.studies import arena_of

RARELY_SPLIT: Params = PORTFOLIO[2] | {"num_leaves": 4, "min_data_in_leaf": 150, "feature_fraction": 0.3}


def an_arm(params: Params, rounds: int) -> Arm:
    arm = Arm(arena_of(a_table(), a_lesson()), dict(params))
    while arm.rounds < rounds:
        arm.advance()
    return arm


def test_a_round_that_finds_no_split_does_not_end_a_model() -> None:
    arm = an_arm(RARELY_SPLIT, 60)
    model = Refit(arm, 1.0, seed=3)

    model.run(lambda: 0.0)

    assert RARELY_SPLIT[EXTRA] == 1
    assert model.rounds * LOWEST_RATE == pytest.approx(model.way, abs=LOWEST_RATE)
    assert 0 < model.grown < model.rounds


def test_an_arm_that_finds_no_split_at_all_comes_to_its_end() -> None:
    arm = an_arm(PORTFOLIO[0] | {"min_data_in_leaf": 200}, 1)

    while not arm.converged:
        arm.advance()

    assert arm.exhausted


def test_thresholds_are_not_drawn_again_when_the_rate_changes() -> None:
    arm = an_arm(PORTFOLIO[2] | {"feature_fraction": 1.0, "num_leaves": 3}, 40)
    arm.arena.budget = Budget(100.0, None, TickingClock(0.02))
    model = Refit(arm, 1.0, seed=3)

    model.run(lambda: 3.0 + 0.1 * (model.rounds % 7))

    assert model.rounds > 100
    assert len(_drawn(model.text)) > 0.9 * model.grown


def _drawn(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.startswith("threshold=")}
