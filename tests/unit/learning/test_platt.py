import lightgbm as lgb
import numpy as np

from builders.tables import a_lesson, a_table
from spotter.learning.arrays import Floats
from spotter.learning.metrics import auc, logloss
from spotter.learning.platt import Platt, honest_platt
from spotter.learning.predictions import predict_table
from spotter.learning.training import train_model

RNG = np.random.default_rng(4)
ODDS = RNG.normal(size=3_000) - 2.0
TARGET = (RNG.random(3_000) < 1 / (1 + np.exp(-ODDS))).astype(np.float64)


def said(odds: Floats) -> Floats:
    probabilities: Floats = 1 / (1 + np.exp(-odds))
    return probabilities


def test_overconfident_probabilities_are_brought_back() -> None:
    loud = said(3 * ODDS + 1)

    platt = honest_platt(TARGET, loud, seed=0)

    assert abs(platt.slope - 1 / 3) < 0.05
    assert logloss(TARGET, platt.of(loud)) < 0.9 * logloss(TARGET, loud)
    assert abs(auc(TARGET, platt.of(loud)) - auc(TARGET, loud)) < 1e-9


def test_honest_probabilities_stay_as_they_are() -> None:
    assert not honest_platt(TARGET, said(ODDS), seed=0).changes


def test_too_few_of_a_class_to_calibrate_on_changes_nothing() -> None:
    rare = np.zeros(3_000)
    rare[:5] = 1

    assert not honest_platt(rare, said(3 * ODDS), seed=0).changes


def test_what_helps_only_the_people_it_was_found_on_is_not_kept() -> None:
    person = np.arange(TARGET.size) % 3
    louder = np.array([1.5, -1.5, 0.9])[person]
    target = (RNG.random(TARGET.size) < said(ODDS + louder)).astype(np.float64)

    assert honest_platt(target, said(ODDS), seed=0).changes
    assert not honest_platt(target, said(ODDS), seed=0, part=person).changes


def test_the_text_of_a_calibrated_model_says_the_calibrated_probability() -> None:
    matrix = np.column_stack([ODDS, RNG.integers(0, 5, ODDS.size)])
    data = lgb.Dataset(matrix, TARGET, categorical_feature=[1])
    booster = lgb.train({"objective": "binary", "verbosity": -1}, data, 60)
    platt = Platt(0.6, -0.3)

    written = lgb.Booster(model_str=platt.written_into(booster.model_to_string()))

    before, after = (np.asarray(each.predict(matrix)) for each in (booster, written))
    assert np.allclose(after, platt.of(before), rtol=0, atol=1e-9)


def test_a_score_never_falls_when_a_constrained_feature_rises() -> None:
    lesson = a_lesson(trials=4, monotone={"x0": 1}, metric="pr_auc")
    model = train_model(a_table(1_000), lesson)
    low, rise = RNG.normal(size=(100_000, 4)), RNG.exponential(size=100_000)
    low[:, 3] = RNG.integers(0, 3, 100_000)
    high = low.copy()
    high[:, 0] += rise

    booster = lgb.Booster(model_str=model.text)
    below, above = (np.asarray(booster.predict(rows)) for rows in (low, high))

    assert int((above < below).sum()) == 0
    assert float((above > below).mean()) > 0.5
    assert len(predict_table(model, a_table()).values) == 400
