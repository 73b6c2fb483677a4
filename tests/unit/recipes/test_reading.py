from typing import Any

import pytest

from builders.recipes import STEPS, a_recipe, recipe_with
from spotter.domain.recipes.options import options
from spotter.domain.recipes.reading import recipe_of
from spotter.domain.recipes.sentences import doubts, explain, not_live
from spotter.errors import Invalid

OF_THE_PAPER = {
    "drop_rows", "drop_columns", "fill_mean", "fill_median", "fill_most_frequent", "fill_zero",
    "fill_constant", "fill_knn", "fill_dnn", "fill_regression",
    "smooth_linear", "smooth_savgol", "smooth_median", "outliers_hampel", "resample",
    "scale_min_max", "scale_standard", "scale_max_abs", "scale_robust",
    "select_mutual_information", "select_anova", "select_chi2", "select_recursive", "select_sequential",
    "select_l1", "select_trees", "select_variance", "select_correlation", "select_pca",
    "balance_weights", "balance_under", "balance_over",
}  # fmt: skip


def test_every_option_of_the_paper_is_there_with_words_for_each_parameter() -> None:
    found = {option.step: option for option in options()}

    assert set(found) == OF_THE_PAPER
    for option in found.values():
        assert option.meaning
        assert option.use
        assert all(parameter.meaning for parameter in option.parameters)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_explained_in_a_sentence(step: str) -> None:
    assert step in explain(recipe_with(step))[-1]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "needs steps"),
        ({"steps": []}, "needs steps"),
        ({"steps": ["fill_mean"]}, "step 1 does not say which step it is"),
        ({"steps": [{"step": "fill_meen"}]}, "step 1: there is no step fill_meen; did you mean fill_mean?"),
        ({"steps": [{"step": "polish"}]}, "spotter recipe options lists them"),
        (
            {"steps": [{"step": "fill_mean", "value": 3}]},
            r"step 1 \(fill_mean\) has no parameter value; it has",
        ),
        ({"steps": [{"step": "fill_constant"}]}, "step 1, as a whole: object missing required field value"),
        ({"steps": [{"step": "fill_knn", "neighbours": 0}]}, "step 1, neighbours: expected int >= 1"),
        ({"steps": [{"step": "fill_mean"}] * 31}, "recipe cannot be read"),
        ({"steps": [{"step": "scale_robust", "low": 80}]}, "low must be below high"),
        ({"steps": [{"step": "smooth_savgol", "degree": 6, "rows": 5}]}, "degree must be below rows"),
        ({"steps": [{"step": "smooth_savgol", "rows": 6, "causal": False}]}, "rows must be odd"),
        ({"steps": [{"step": "fill_mean"}, {"step": "resample", "every": 5}]}, "must come first"),
        ({"steps": [{"step": "balance_over"}, {"step": "fill_mean"}]}, "must come last"),
        ({"steps": [{"step": "fill_mean"}], "colour": 1}, "colour"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        recipe_of(said)


def test_what_is_doubtful_is_said() -> None:
    said = doubts(a_recipe("fill_knn", "scale_standard", "scale_min_max", "balance_weights"))

    assert "before any scaling" in said[0]
    assert "scales again what step 2 scaled" in said[1]
    assert "training rows only" in said[2]
    assert "needs every cell" in doubts(a_recipe("select_anova"))[0]
    assert "not on the platform" in doubts(a_recipe({"step": "fill_dnn", "engine": "torch"}))[0]


def test_only_steps_that_need_the_future_or_even_steps_cannot_be_live() -> None:
    assert [step for step in STEPS if not_live(recipe_with(step))] == ["smooth_savgol"]
