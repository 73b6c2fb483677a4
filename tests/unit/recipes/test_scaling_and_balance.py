from dataclasses import replace

import numpy as np
import pytest

from builders.recipes import a_recipe, a_sheet, one_column
from spotter.errors import Invalid
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.sheets import Sheet


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("scale_min_max", [0.0, 0.25, 0.5, 0.75, 1.0]),
        ({"step": "scale_min_max", "low": -1, "high": 1}, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        ("scale_max_abs", [0.2, 0.4, 0.6, 0.8, 1.0]),
        ("scale_robust", [-1.0, -0.5, 0.0, 0.5, 1.0]),
        ("scale_standard", [-(2**0.5), -(0.5**0.5), 0.0, 0.5**0.5, 2**0.5]),
    ],
)
def test_columns_get_their_scale(step: str | dict[str, object], expected: list[float]) -> None:
    said = fit(one_column(1.0, 2.0, 3.0, 4.0, 5.0), a_recipe(step)).sheet.columns["x"]

    assert np.allclose(said, expected)


def test_new_rows_are_scaled_as_the_training_rows_were() -> None:
    preparation = fit(one_column(0.0, 10.0), a_recipe("scale_min_max")).preparation

    assert apply(preparation, one_column(20.0, np.nan)).columns["x"][0] == 2.0


def test_an_outlier_moves_the_robust_scale_little() -> None:
    values = [*np.linspace(-1, 1, 99), 1e6]

    robust = fit(one_column(*values), a_recipe("scale_robust")).sheet.columns["x"]
    usual = fit(one_column(*values), a_recipe("scale_standard")).sheet.columns["x"]

    assert np.std(robust[:99]) > 0.4
    assert np.std(usual[:99]) < 1e-3


def test_a_constant_column_is_named_before_it_is_scaled() -> None:
    with pytest.raises(
        Invalid, match=r"scale_standard\): column x has the one value 7 in all 3 rows; .*select_var"
    ):
        fit(one_column(7.0, 7.0, 7.0), a_recipe("scale_standard"))


def rare() -> Sheet:
    sheet = a_sheet(200, missing=0.0)
    return replace(sheet, target=(np.arange(200) % 10 == 0).astype(np.float64))


def counts(sheet: Sheet) -> list[int]:
    assert sheet.target is not None
    return [int((sheet.target == number).sum()) for number in (0, 1)]


def test_weights_make_classes_count_alike_and_throw_nothing_away() -> None:
    after = fit(rare(), a_recipe("balance_weights")).sheet

    assert after.weights is not None
    assert after.target is not None
    assert after.rows.size == 200
    assert after.weights[after.target == 0].sum() == pytest.approx(after.weights[after.target == 1].sum())


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"step": "balance_under"}, [20, 20]),
        ({"step": "balance_under", "ratio": 3}, [60, 20]),
        ({"step": "balance_over"}, [180, 180]),
        ({"step": "balance_over", "ratio": 2}, [180, 90]),
    ],
)
def test_classes_are_sampled_to_the_ratio(step: dict[str, object], expected: list[int]) -> None:
    prepared = fit(rare(), a_recipe(step))

    assert counts(prepared.sheet) == expected
    assert apply(prepared.preparation, rare()).rows.size == 200


def test_oversampling_keeps_every_row() -> None:
    after = fit(rare(), a_recipe("balance_over")).sheet

    assert set(after.rows.tolist()) == set(range(200))


def test_one_class_cannot_be_balanced() -> None:
    single = replace(rare(), target=np.zeros(200))

    with pytest.raises(Invalid, match="all rows have the same class"):
        fit(single, a_recipe("balance_weights"))
