from importlib.util import find_spec

import numpy as np
import pytest

from builders.recipes import a_recipe, a_sheet, one_column
from spotter.errors import Invalid
from spotter.learning.arrays import Floats
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.reports import filled_counts, with_marks
from spotter.learning.prepare.sheets import Sheet

NAN = np.nan


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("fill_mean", 4.0),
        ("fill_median", 2.0),
        ("fill_most_frequent", 1.0),
        ("fill_zero", 0.0),
        ({"step": "fill_constant", "value": -7.5}, -7.5),
    ],
)
def test_a_missing_cell_takes_the_value_of_the_step(step: str | dict[str, object], expected: float) -> None:
    prepared = fit(one_column(1.0, 1.0, NAN, 2.0, 3.0, 13.0), a_recipe(step))

    assert prepared.sheet.columns["x"].tolist() == [1.0, 1.0, expected, 2.0, 3.0, 13.0]


def test_new_rows_are_filled_with_what_the_training_rows_said() -> None:
    preparation = fit(one_column(1.0, 3.0), a_recipe("fill_mean")).preparation

    assert apply(preparation, one_column(NAN, 100.0)).columns["x"].tolist() == [2.0, 100.0]


def test_rows_with_holes_are_dropped_from_training_only() -> None:
    sheet = Sheet({"a": np.array([1.0, NAN, 3.0]), "b": np.array([1.0, NAN, NAN])}, np.arange(3))

    strict = fit(sheet, a_recipe("drop_rows"))
    mild = fit(sheet, a_recipe({"step": "drop_rows", "most_missing": 0.5}))

    assert (strict.sheet.rows.tolist(), mild.sheet.rows.tolist()) == ([0], [0, 2])
    assert apply(strict.preparation, sheet).rows.size == 3
    assert strict.preparation.training_only == ("step 1 (drop_rows) made 1 training rows of 3",)


def test_columns_that_are_mostly_missing_are_dropped_everywhere() -> None:
    sheet = Sheet({"a": np.array([NAN, NAN, 3.0]), "b": np.array([1.0, NAN, 2.0])}, np.arange(3))

    prepared = fit(sheet, a_recipe("drop_columns"))

    assert tuple(prepared.sheet.columns) == ("b",)
    assert tuple(apply(prepared.preparation, sheet).columns) == ("b",)


def restored(step: dict[str, object]) -> tuple[float, float]:
    """Hide a tenth of known cells; give the errors of the step and of the mean on them."""
    whole = a_sheet(1_500, missing=0.0)
    rng = np.random.default_rng(1)
    hidden = rng.random(1_500) < 0.1
    column = whole.columns["x4"].copy()
    column[hidden] = NAN
    sheet = whole.with_columns({**whole.columns, "x4": column})
    truth = whole.columns["x4"][hidden]

    said = fit(sheet, a_recipe(step)).sheet.columns["x4"][hidden]

    return error(said - truth), error(truth - np.nanmean(column))


def error(differences: Floats) -> float:
    return float(np.sqrt(np.mean(differences**2)))


@pytest.mark.parametrize(
    ("step", "share"),
    [
        ({"step": "fill_knn", "donors": 1_500}, 0.5),
        ({"step": "fill_dnn", "hidden": [32], "epochs": 60}, 0.5),
        ({"step": "fill_regression"}, 0.1),
    ],
)
def test_a_column_that_follows_others_is_restored_from_them(step: dict[str, object], share: float) -> None:
    wrong, as_the_mean = restored(step)

    assert wrong < share * as_the_mean


def test_neighbours_are_averaged() -> None:
    sheet = Sheet({"a": np.array([0.0, 0.1, 9.0, 0.05]), "b": np.array([1.0, 3.0, 50.0, NAN])}, np.arange(4))

    prepared = fit(sheet, a_recipe({"step": "fill_knn", "neighbours": 2}))

    assert prepared.sheet.columns["b"][3] == 2.0


def test_filled_cells_are_counted_by_column_and_step_and_can_be_marked() -> None:
    sheet = one_column(1.0, NAN, 2.0, 900.0, times=np.arange(4.0))
    recipe = a_recipe({"step": "outliers_hampel", "window": 4, "instead": "missing"}, "fill_zero")

    prepared = fit(sheet, recipe)

    assert filled_counts(prepared) == {"x": {"1. outliers_hampel": 1, "2. fill_zero": 2}}
    assert with_marks(prepared).columns["x__filled"].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_marks_become_columns_that_a_model_can_learn_from() -> None:
    preparation = fit(one_column(1.0, NAN), a_recipe({"step": "fill_zero", "marks": True})).preparation

    assert preparation.outputs == ("x", "x__filled")
    assert apply(preparation, one_column(NAN, NAN, 4.0)).columns["x__filled"].tolist() == [1.0, 1.0, 0.0]


def test_what_was_drawn_is_said() -> None:
    prepared = fit(a_sheet(), a_recipe({"step": "fill_knn", "donors": 50}))

    assert prepared.preparation.notes == ("step 1 learned from 50 of 300 training rows, drawn at random",)


def test_a_column_without_any_value_is_named() -> None:
    with pytest.raises(Invalid, match=r"step 1 \(fill_mean\): column x has no value in any of 2 rows"):
        fit(one_column(NAN, NAN), a_recipe("fill_mean"))


def test_dropping_every_row_or_column_is_refused() -> None:
    hopeless = Sheet({"a": np.array([NAN, 1.0]), "b": np.array([1.0, NAN])}, np.arange(2))

    with pytest.raises(Invalid, match="leaves no row: each lacks something, column a in 1 of 2"):
        fit(hopeless, a_recipe("drop_rows"))
    with pytest.raises(Invalid, match="leaves no column"):
        fit(hopeless, a_recipe({"step": "drop_columns", "most_missing": 0.1}))


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_where_pytorch_is_not_installed_its_engine_is_refused_with_the_remedy() -> None:
    sheet = Sheet({"a": np.array([1.0, NAN, 3.0]), "b": np.arange(3.0)}, np.arange(3))

    with pytest.raises(Invalid, match=r"engine torch needs PyTorch: pip install 'spotter\[deep\]', or leave"):
        fit(sheet, a_recipe({"step": "fill_dnn", "engine": "torch"}))
