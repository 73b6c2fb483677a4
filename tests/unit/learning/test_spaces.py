"""Where the search starts and what it may vary."""

from datetime import UTC, datetime

import lightgbm as lgb
import numpy as np

from builders.clocks import TickingClock
from builders.tables import a_lesson, a_table
from spotter.contracts.names import Tenant
from spotter.contracts.studies import RowsOfFile, Study, StudyTrial
from spotter.learning.arenas import FIXED, SEARCH_RATE
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget
from spotter.learning.frames import Frame, frame_of
from spotter.learning.problems import Problem
from spotter.learning.samples import affordable
from spotter.learning.spaces import EXTRA, PORTFOLIO, SPACE, WEIGHT, portfolio, space_of, told, undone
from spotter.learning.studies import proposed

RNG = np.random.default_rng(3)
X = RNG.normal(size=(600, 5))
Y = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(float)
QUIET = {"verbosity": -1, "num_threads": 1, "seed": 1, "objective": "binary"}


def test_the_search_starts_at_lightgbms_defaults() -> None:
    start = {**FIXED, **QUIET, "learning_rate": SEARCH_RATE, **told(PORTFOLIO[0])}

    ours, usual = (lgb.train(params, lgb.Dataset(X, Y), 30) for params in (start, QUIET))

    assert np.abs(np.asarray(ours.predict(X)) - np.asarray(usual.predict(X))).mean() < 0.02


def test_random_thresholds_are_a_switch_that_lightgbm_understands() -> None:
    drawn = next(params for params in PORTFOLIO if params[EXTRA])

    text = lgb.train({**QUIET, **told(drawn)}, lgb.Dataset(X, Y), 5).model_to_string()

    assert "[extra_trees: 1]" in text
    assert all(set(params) == set(SPACE) for params in PORTFOLIO)


def test_a_study_that_began_before_random_thresholds_goes_on() -> None:
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    study = Study(Tenant("acme"), "old", RowsOfFile("rows.csv", "00", "label"), 20, moment)
    old = {name: value for name, value in PORTFOLIO[1].items() if name != EXTRA}
    finished = {at: StudyTrial(at, "finished", "w", moment, loss=0.5 + at, params=old) for at in range(8)}

    assert set(proposed(study, len(PORTFOLIO), finished)) == set(SPACE)


def test_one_slow_round_of_a_busy_machine_leaves_no_row_out() -> None:
    frame = frame_of(a_table(5_000), a_lesson().roles)
    budget = Budget(60.0, None, TickingClock(0.001, leap_at=8, leap=5.0))

    rows, warnings = affordable(frame, budget, seed=0)

    assert rows.target.size == 5_000
    assert not warnings


def rarely(rows: int = 1_000) -> Frame:
    """Rows of which one in ten is of the second class."""
    rng = np.random.default_rng(5)
    matrix: Floats = rng.normal(size=(rows, 4))
    target = (matrix[:, 0] + rng.normal(size=rows) > 1.8).astype(np.float64)
    return Frame(matrix, ("a", "b", "c", "d"), {}, Problem("binary", (0, 1)), target)


def test_a_rare_class_may_weigh_more_and_a_common_one_may_not() -> None:
    rare, common = rarely(), frame_of(a_table(), a_lesson().roles)

    assert WEIGHT in space_of(rare)
    assert any(params[WEIGHT] > 1 for params in portfolio(rare))
    assert WEIGHT not in space_of(common)
    assert len(portfolio(common)) == len(PORTFOLIO)


def test_the_weight_of_a_class_is_taken_back_out_of_the_probabilities() -> None:
    frame = rarely(4_000)
    params = {**QUIET, "num_leaves": 4, **told({WEIGHT: 8.0})}
    booster = lgb.train(params, lgb.Dataset(frame.matrix, frame.target), 40)
    undo = undone({WEIGHT: 8.0})

    written = lgb.Booster(model_str=undo.written_into(booster.model_to_string()))

    loud, honest = (np.asarray(each.predict(frame.matrix)) for each in (booster, written))
    assert loud.mean() > 2 * frame.target.mean()
    assert abs(honest.mean() - frame.target.mean()) < 0.02
    assert np.allclose(honest, undo.of(loud))
