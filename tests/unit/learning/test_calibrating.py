"""Two numbers or a line: what rows outside the folds say."""

import lightgbm as lgb
import numpy as np
import pytest

from spotter.adapters.native.models import load_model
from spotter.domain.evaluators.calibrated_models import Line, calibrated, read_calibrated
from spotter.errors import Corrupt
from spotter.learning.arrays import Floats
from spotter.learning.calibrating import honest_calibration
from spotter.learning.evidence.importance import importance_of
from spotter.learning.frames import Frame
from spotter.learning.isotonic import along, fitted_line
from spotter.learning.metrics import auc, logloss
from spotter.learning.platt import Platt, logistic
from spotter.learning.predictions import outputs_for
from spotter.learning.problems import Problem

RNG = np.random.default_rng(6)
ODDS: Floats = RNG.normal(size=6_000) * 2
SAID = logistic(ODDS)
STEPS = np.where(ODDS < 0, 0.03, np.where(ODDS < 1, 0.5, 0.75))
"""What is true where a model knows an order and no more."""


def drawn(chances: Floats) -> Floats:
    return (RNG.random(chances.size) < chances).astype(np.float64)


def test_what_no_two_numbers_can_bend_gets_a_line() -> None:
    target = drawn(STEPS)

    found = honest_calibration(target, SAID, seed=0, part=None)

    again = drawn(STEPS)
    assert found.line is not None
    assert found.said == {"isotonic_points": len(found.line.said)}
    assert logloss(again, found.of(SAID)) < 0.95 * logloss(again, Platt(0.6, -0.8).of(SAID))
    assert auc(again, found.of(SAID)) == pytest.approx(auc(again, SAID), abs=1e-3)


@pytest.mark.parametrize("louder", [1.0, 3.0])
def test_what_is_only_too_loud_or_right_gets_no_line(louder: float) -> None:
    found = honest_calibration(drawn(SAID), logistic(louder * ODDS), seed=0, part=None)

    assert found.line is None
    assert found.platt.changes is (louder > 1)


def test_a_line_never_falls_and_its_ends_go_on() -> None:
    line = fitted_line(drawn(STEPS), SAID)
    wide = logistic(np.linspace(-30, 30, 2_001))

    bent = along(line, wide)

    assert np.all(np.diff(bent) >= 0)
    assert bent[0] < bent[100] < bent[-100] < bent[-1]


def test_the_live_scorer_bends_as_files_are_bent_and_its_features_are_ranked() -> None:
    matrix = np.column_stack([ODDS, RNG.normal(size=ODDS.size)])
    target = drawn(STEPS)
    booster = lgb.train({"objective": "binary", "verbosity": -1}, lgb.Dataset(matrix, target), 20)
    text = calibrated(fitted_line(target, np.asarray(booster.predict(matrix))), booster.model_to_string())
    frame = Frame(matrix, ("odds", "noise"), {}, Problem("binary", (0, 1)), target)

    live = np.array(load_model(text).score(matrix[:500].tolist()))[:, 0]

    assert np.allclose(live, outputs_for(text, matrix[:500]), rtol=0, atol=1e-12)
    assert importance_of(text, frame, seed=0)[0].feature == "odds"


def test_a_line_that_falls_is_corrupt() -> None:
    with pytest.raises(Corrupt, match="does not rise"):
        read_calibrated(calibrated(Line((0.0, 1.0), (1.0, 0.5)), "tree"))
    with pytest.raises(Corrupt, match="no calibrated model"):
        read_calibrated('{"format":"spotter-calibrated/1","line":1}')
