from pathlib import Path

import lightgbm as lgb
import numpy as np
import pytest

from spotter.adapters.native.lightgbm import NativeBooster, find_library, load_booster
from spotter.errors import Corrupt, Invalid, Unavailable
from spotter.learning.texts import averaged


def a_booster(
    objective: str, **params: float | str
) -> tuple[lgb.Booster, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Train on three numbers with gaps and one code; give the booster and rows with unseen codes."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(500, 4))
    rows[:, 3] = rng.integers(0, 12, 500)
    target = {"binary": rows[:, 0] > 0, "regression": rows[:, 0], "multiclass": rng.integers(0, 3, 500)}[
        objective
    ]
    rows[rng.random(rows.shape) < 0.1] = np.nan
    settings = {"objective": objective, "verbosity": -1, "min_data_per_group": 5, **params}
    data = lgb.Dataset(rows, target.astype(np.float64), categorical_feature=[3], feature_name=list("abcd"))
    booster = lgb.train(settings, data, 20)
    asked = rows.copy()
    asked[:50, 3] = 99
    return booster, asked


@pytest.mark.parametrize(
    ("objective", "params"), [("binary", {}), ("regression", {}), ("multiclass", {"num_class": 3})]
)
def test_scores_are_bit_equal_to_lightgbms(objective: str, params: dict[str, int]) -> None:
    booster, rows = a_booster(objective, **params)

    scores = load_booster(booster.model_to_string()).score(rows.tolist())

    assert np.array_equal(np.array(scores).squeeze(), booster.predict(rows))


@pytest.mark.parametrize(
    ("objective", "params"), [("binary", {}), ("regression", {}), ("multiclass", {"num_class": 3})]
)
def test_several_models_merged_into_one_score_ten_thousand_rows_bit_equal(
    objective: str, params: dict[str, int]
) -> None:
    boosters = [a_booster(objective, seed=seed, num_leaves=7 + seed, **params)[0] for seed in (1, 2, 3)]
    _, rows = a_booster(objective, **params)
    many = np.tile(rows, (20, 1))

    merged = averaged([each.model_to_string() for each in boosters], [0.5, 0.3, 0.2])
    scores = np.array(load_booster(merged).score(many.tolist())).squeeze()

    assert np.array_equal(scores, lgb.Booster(model_str=merged).predict(many))
    outputs = np.array([each.predict(many, raw_score=True) for each in boosters])
    raw = np.tensordot([0.5, 0.3, 0.2], outputs, axes=1)
    assert np.allclose(lgb.Booster(model_str=merged).predict(many, raw_score=True), raw, atol=1e-12)


def test_a_forest_whose_output_is_a_mean_scores_bit_equal() -> None:
    booster, rows = a_booster("binary", boosting="rf", bagging_freq=1, bagging_fraction=0.6)
    text = booster.model_to_string()

    assert "average_output" in text
    assert np.array_equal(np.array(load_booster(text).score(rows.tolist())).squeeze(), booster.predict(rows))


def test_no_rows_give_no_scores() -> None:
    booster, _ = a_booster("binary")

    assert NativeBooster(booster.model_to_string()).score([]) == []


def test_a_row_of_another_length_is_refused() -> None:
    booster, _ = a_booster("binary")

    with pytest.raises(Invalid, match="row 1 has 3 features, the model takes 4"):
        NativeBooster(booster.model_to_string()).score([[1.0] * 4, [1.0] * 3])


def test_a_text_that_is_no_whole_model_is_refused() -> None:
    booster, _ = a_booster("binary")
    text = booster.model_to_string()

    for torn in ("", "tree\nhello", text[: len(text) // 2], text.replace("\nTree=3", "\nTrunk=3")):
        with pytest.raises(Corrupt, match="not a whole LightGBM model"):
            NativeBooster(torn)


def test_two_models_side_by_side_keep_their_scores() -> None:
    (first, rows), (second, _) = a_booster("binary"), a_booster("regression")
    models = [NativeBooster(each.model_to_string()) for each in (first, second)]

    scores = [model.score(rows.tolist()) for model in models]
    del models[0]

    assert scores[1] == models[0].score(rows.tolist())
    assert scores[0] != scores[1]


def test_the_scorer_layer_comes_before_the_installed_wheel(tmp_path: Path) -> None:
    wheel = tmp_path / "site" / "lightgbm" / "lib" / "lib_lightgbm.so"
    layer = tmp_path / "opt" / "lib_lightgbm" / "lib_lightgbm.so"
    for path in (wheel, layer):
        path.parent.mkdir(parents=True)
        path.touch()

    assert find_library([str(tmp_path / "site"), str(tmp_path / "opt")]) == layer
    assert find_library([str(tmp_path / "site")]) == wheel


def test_a_path_without_the_library_says_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="scorer layer"):
        find_library([str(tmp_path)])
