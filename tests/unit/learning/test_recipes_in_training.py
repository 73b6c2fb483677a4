"""A recipe inside a training: fitted in every fold, part of the text that scores, the same everywhere."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builders.recipes import STEPS, a_recipe, recipe_with
from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.prepared_models import PreparedModel, is_prepared, read
from spotter.errors import Corrupt, Invalid
from spotter.learning.algorithms.training import train_with
from spotter.learning.evidence.importance import importance_of
from spotter.learning.frames import Frame, Roles, frame_of
from spotter.learning.models import TrainedModel, load, save
from spotter.learning.predictions import predict_table
from spotter.learning.prepare.folds import Preparer
from spotter.learning.splits import Fold, group_folds
from spotter.learning.studies import arena_of
from spotter.learning.tables import Table

ROLES = Roles("label", group="person", time="at")
FILL_AND_SCALE = a_recipe(
    "fill_median", "scale_robust", {"step": "select_trees", "keep": 2}, "balance_weights"
)
SMOOTH = a_recipe(
    {"step": "smooth_linear", "window": 250}, {"step": "outliers_hampel", "window": 300}, "fill_zero"
)


def trained(
    recipe: Recipe,
    algorithm: str = "boosted_tree",
    *,
    label: str = "binary",
    **more: Any,  # noqa: ANN401 - whatever a lesson has
) -> TrainedModel:
    lesson = a_lesson(roles=ROLES, trials=1, recipe=recipe, **more)
    return train_with(algorithm, a_table(300, label=label), lesson, load=load_model)


@pytest.mark.parametrize("recipe", [FILL_AND_SCALE, SMOOTH], ids=["fill", "smooth"])
@pytest.mark.parametrize("algorithm", ["boosted_tree", "logistic_regression"])
def test_a_prepared_model_is_saved_loaded_and_scores_the_same_on_10_000_rows(
    recipe: Recipe, algorithm: str, tmp_path: Path
) -> None:
    model = trained(recipe, algorithm)
    fresh = a_table(10_000, seed=7)

    save(model, tmp_path)
    again = load(tmp_path)

    assert is_prepared(again.text)
    before, after = predict_table(model, fresh), predict_table(again, fresh)
    assert np.array_equal(before.probabilities, after.probabilities)
    assert model.card.proof is not None
    assert model.card.proof.rows == 10_000
    assert model.card.proof.largest_difference < 1e-9


def test_live_scoring_needs_no_numpy_and_gives_what_files_give() -> None:
    model = trained(FILL_AND_SCALE)
    fresh = frame_of(a_table(500, seed=7), ROLES)
    booster = load_model(model.text)

    live = np.array(booster.score(fresh.matrix.tolist()))[:, 0]

    filed = predict_table(model, a_table(500, seed=7)).probabilities[:, 1]
    assert np.array_equal(live, filed)


def test_a_causal_window_gives_the_same_live_and_from_a_file() -> None:
    model = trained(SMOOTH)
    table = a_table(200, seed=7)
    frame = frame_of(table, ROLES)
    booster = load_model(model.text)
    assert isinstance(booster, PreparedModel)
    assert frame.groups is not None
    assert frame.times is not None
    own = np.flatnonzero(frame.groups == 3)

    live = np.array(booster.score_in_time(frame.matrix[own].tolist(), frame.times[own].tolist()))[:, 0]

    assert np.array_equal(live, predict_table(model, table).probabilities[own, 1])
    with pytest.raises(Invalid, match="needs the rows of each device in time"):
        booster.score(frame.matrix[own].tolist())


def poisoned(frame: Frame, rows: np.ndarray) -> Frame:
    matrix, target = frame.matrix.copy(), frame.target.copy()
    matrix[rows, 0], matrix[rows, 1], matrix[rows, 2] = 1e9, np.nan, 1e6 * target[rows]
    target[rows] = 1 - target[rows]
    return replace(frame, matrix=matrix, target=target)


@pytest.mark.parametrize("step", [step for step in STEPS if step != "resample"])
def test_the_training_side_of_a_fold_does_not_know_its_validation_rows(step: str) -> None:
    frame = frame_of(a_table(300), ROLES)
    assert frame.groups is not None
    fold: Fold = group_folds(frame.groups, 3, seed=0)[0]
    preparer = Preparer(recipe_with(step), "person", "at")

    honest, valid = preparer.sides(frame, fold)
    tempted, _ = preparer.sides(poisoned(frame, fold.valid), fold)

    assert np.array_equal(honest.matrix, tempted.matrix, equal_nan=True)
    assert np.array_equal(honest.target, tempted.target)
    assert honest.features == tempted.features == valid.features
    assert np.array_equal(valid.target, frame.target[fold.valid])


def test_rows_are_resampled_before_they_are_split() -> None:
    model = trained(a_recipe({"step": "resample", "every": 300}, "fill_median"))

    assert model.card.rows < 300
    assert any("step 1 (resample) made" in note for note in model.card.notes)


def test_the_card_says_how_rows_are_prepared() -> None:
    notes = trained(FILL_AND_SCALE).card.notes

    assert "rows are prepared by a recipe: fill_median, scale_robust, select_trees, balance_weights" in notes
    assert any("balance_weights) weighed" in note for note in notes)


def test_several_classes_and_quantities_are_prepared_too() -> None:
    for label in ("words", "value"):
        model = trained(a_recipe("fill_knn", "scale_standard"), label=label)
        assert len(predict_table(model, a_table(30, label=label)).values) == 30


def test_a_direction_cannot_be_promised_for_prepared_columns() -> None:
    with pytest.raises(Invalid, match="no direction can be promised"):
        trained(FILL_AND_SCALE, monotone={"x0": 1})


def test_a_smoothing_model_names_the_column_that_a_file_lacks() -> None:
    model = trained(SMOOTH)
    table = a_table(20)
    without = Table({name: column for name, column in table.columns.items() if name != "at"}, 20)

    with pytest.raises(Invalid, match="the time column at is not in the data"):
        predict_table(model, without)


def test_half_a_text_is_no_prepared_model() -> None:
    text = trained(FILL_AND_SCALE).text

    with pytest.raises(Corrupt, match="no prepared model"):
        load_model(text[: len(text) // 2])
    assert read(text).preparation.inputs == ("x0", "x1", "x2", "site")


@pytest.mark.parametrize("recipe", [FILL_AND_SCALE, SMOOTH], ids=["fill", "smooth"])
def test_what_a_prepared_model_looks_at_is_said_of_the_columns_that_come_in(recipe: Recipe) -> None:
    model = trained(recipe)

    ranked = importance_of(model.text, frame_of(a_table(300), ROLES), seed=0)

    assert {each.feature for each in ranked} == {"x0", "x1", "x2", "site"}
    assert ranked[0].effect > 0


def test_the_trials_of_a_study_are_prepared_in_their_folds() -> None:
    arena = arena_of(a_table(300), a_lesson(roles=ROLES, trials=1, recipe=FILL_AND_SCALE))

    assert arena.preparation is not None
    assert arena.full.num_feature() == len(arena.preparation.outputs) < len(arena.frame.features)
    train, _ = arena.sides[0]
    assert train.num_feature() == 3
