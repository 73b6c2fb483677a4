"""Several models in one text say what the mean of them says."""

import lightgbm as lgb
import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.learning.arrays import Floats
from spotter.learning.blends import outputs_of, raw_of
from spotter.learning.predictions import predict_table
from spotter.learning.texts import averaged, leaves_of, scaled
from spotter.learning.training import train_model

RNG = np.random.default_rng(4)
X: Floats = RNG.normal(size=(500, 4))
X[RNG.random(X.shape) < 0.05] = np.nan
X[:, 3] = RNG.integers(0, 9, 500)
LABELS = {
    "binary": (np.nan_to_num(X[:, 0]) + X[:, 3] / 9 > 0.4).astype(float),
    "multiclass": (X[:, 3] // 3).astype(float),
    "regression": np.nan_to_num(X[:, 0]) * 3 + X[:, 3] + 40,
}


def a_booster(task: str, seed: int, rounds: int) -> lgb.Booster:
    params = {"objective": task, "verbosity": -1, "seed": seed, "feature_fraction": 0.7, "num_threads": 1}
    if task == "multiclass":
        params["num_class"] = 3
    data = lgb.Dataset(X, LABELS[task], categorical_feature=[3])
    return lgb.train(params, data, rounds)


@pytest.mark.parametrize("task", LABELS)
def test_a_merged_text_gives_the_weighted_mean_before_the_logistic(task: str) -> None:
    boosters = [a_booster(task, seed, rounds) for seed, rounds in ((1, 20), (2, 35), (3, 7))]

    merged = lgb.Booster(
        model_str=averaged([booster.model_to_string() for booster in boosters], [0.5, 0.25, 0.25])
    )

    raw = [np.asarray(booster.predict(X, raw_score=True)) for booster in boosters]
    expected = 0.5 * raw[0] + 0.25 * raw[1] + 0.25 * raw[2]
    assert np.allclose(merged.predict(X, raw_score=True), expected, atol=1e-9)
    assert np.allclose(merged.predict(X), outputs_of(expected, task), atol=1e-9)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", LABELS)
def test_outputs_survive_being_undone_and_done_again(task: str) -> None:
    outputs = np.asarray(a_booster(task, 1, 10).predict(X))

    assert np.allclose(outputs_of(raw_of(outputs, task), task), outputs)  # type: ignore[arg-type]


def test_one_model_alone_stays_as_it_is() -> None:
    text = a_booster("binary", 1, 5).model_to_string()

    assert averaged([text], [0.3]) == text
    assert leaves_of(text) == sum(
        tree["num_leaves"] for tree in lgb.Booster(model_str=text).dump_model()["tree_info"]
    )


def test_scaled_leaves_scale_and_move_the_raw_output() -> None:
    booster = a_booster("binary", 1, 12)

    moved = lgb.Booster(model_str=scaled(booster.model_to_string(), 0.5, 2.0))

    raw = np.asarray(booster.predict(X, raw_score=True))
    assert np.allclose(moved.predict(X, raw_score=True), 0.5 * raw + 2.0)


def test_a_training_with_several_models_writes_one_text_that_the_card_describes() -> None:
    model = train_model(a_table(), a_lesson(trials=12))

    booster = lgb.Booster(model_str=model.text)
    assert booster.num_trees() == model.card.rounds
    assert predict_table(model, a_table(50)).probabilities.shape == (50, 2)
