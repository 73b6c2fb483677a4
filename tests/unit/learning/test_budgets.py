"""A budget is the whole of the time, from the start of the process to the model."""

import threading

import pytest

from builders.clocks import TickingClock
from builders.tables import a_lesson, a_table
from spotter.errors import Invalid
from spotter.learning.budgets import Budget, Step
from spotter.learning.crews import Crew, Overrun, left_behind
from spotter.learning.predictions import predict_table
from spotter.learning.training import train_model


@pytest.mark.parametrize(
    ("budget_s", "step", "threads", "gone_s"),
    [(6.0, 0.05, 1, 0.0), (6.0, 0.05, 2, 2.0), (20.0, 0.2, 2, 0.0), (60.0, 0.3, 1, 3.0)],
)
def test_a_training_never_exceeds_its_budget(
    budget_s: float, step: float, threads: int, gone_s: float
) -> None:
    clock = TickingClock(step)
    lesson = a_lesson(budget_s=budget_s, trials=None, threads=threads, gone_s=gone_s)

    model = train_model(a_table(), lesson, clock=clock)

    assert gone_s + clock.now <= 1.05 * budget_s + 1
    assert model.card.rounds >= 1


@pytest.mark.parametrize("leap_at", [40, 80, 120])
def test_after_a_round_that_took_nearly_all_the_rest_is_short(leap_at: int) -> None:
    clock = TickingClock(0.02, leap_at=leap_at, leap=9.0)
    leaped = 0.02 * leap_at + 9.0

    train_model(a_table(), a_lesson(budget_s=10.0, trials=None), clock=clock)

    assert clock.now <= max(1.05 * 10 + 1, leaped + 1)


def test_a_job_that_does_not_end_is_left_behind_when_the_time_is_up() -> None:
    never = threading.Event()
    budget = Budget(1.0, None, TickingClock(0.4))

    with pytest.raises(Overrun):
        Crew(1, budget).work_out([never.wait])

    assert left_behind()
    never.set()


def test_what_fails_in_a_crew_fails_where_it_was_asked_for() -> None:
    with pytest.raises(ZeroDivisionError):
        Crew(2, Budget(9.0, None, TickingClock(0.0))).work_out([lambda: 1 // 0, lambda: 1])


def test_too_small_a_budget_is_answered_by_a_sample_and_a_warning() -> None:
    clock = TickingClock(0.1)

    card = train_model(a_table(5_000), a_lesson(budget_s=20.0, trials=None), clock=clock).card

    assert card.rows < 5_000
    assert any(
        "20 s are enough for" in warning and "give a budget of" in warning for warning in card.warnings
    )


def test_memory_that_is_too_small_is_answered_by_a_sample_and_a_warning() -> None:
    card = train_model(a_table(3_000), a_lesson(memory_mb=0.15)).card

    assert 1_000 <= card.rows < 3_000
    assert any("give more --memory" in warning for warning in card.warnings)


def test_time_that_was_up_too_early_is_said() -> None:
    card = train_model(a_table(), a_lesson(budget_s=2.0, trials=None), clock=TickingClock(0.05)).card

    assert any("the time was up after" in warning for warning in card.warnings)


def test_a_budget_that_is_gone_before_the_first_round_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid, match=r"too small for one fit.* give \d+ s or more"):
        train_model(a_table(), a_lesson(budget_s=2.0, trials=None, gone_s=1.9), clock=TickingClock(0.01))


def test_somebody_who_asks_for_the_end_gets_the_best_so_far() -> None:
    seen: list[Step] = []

    model = train_model(a_table(), a_lesson(trials=500, stop=lambda: len(seen) >= 4), progress=seen.append)

    assert model.card.trials < 20
    assert predict_table(model, a_table()).probabilities.shape == (400, 2)


def test_an_earlier_models_parameters_are_tried_first() -> None:
    first = {"num_leaves": 5, "min_data_in_leaf": 33, "feature_fraction": 0.55, "learning_rate": 0.02}

    card = train_model(a_table(), a_lesson(trials=1, before=(first,))).card

    assert (card.params["num_leaves"], card.params["min_data_in_leaf"]) == (5, 33)
