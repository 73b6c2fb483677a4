"""A recipe done to the parts of a table, however it was divided, gives the rows of the recipe done to all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.recipes import a_recipe, a_sheet
from spotter.contracts.datasets import Column, ColumnType
from spotter.domain.columns import joined
from spotter.domain.recipes.divided import divided, reach_of
from spotter.learning.prepare.divided import done_to, fit_divided
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.sheets import Sheet

ROWS = (
    "fill_mean", "fill_median", "fill_most_frequent", "fill_zero", "scale_min_max", "scale_standard",
    "scale_max_abs", "scale_robust", "drop_columns", "drop_rows", "fill_knn", "fill_regression",
)  # fmt: skip
DEVICES = ("smooth_linear", "smooth_median", "outliers_hampel", "smooth_savgol")
EXACT = ("fill_mean", "fill_zero", "scale_min_max", "scale_standard", "scale_max_abs", "drop_columns")


def counted(sheet: Sheet, *, parts: int) -> dict[str, Column]:
    """Sum columns up part by part, as writing a version does, and put the sums together."""

    def summed(name: str, values: np.ndarray) -> Column:
        there = values[~np.isnan(values)]
        if not there.size:
            return Column(name, ColumnType.NUMBER, missing=values.size)
        squares = float(((there - there.mean()) ** 2).sum())
        told = (float(there.min()), float(there.max()), float(there.mean()), squares)
        return Column(name, ColumnType.NUMBER, "", "", there.size, values.size - there.size, *told)

    rows = np.array_split(np.arange(sheet.rows.size), parts)
    stretches = [tuple(summed(n, v[some]) for n, v in sheet.columns.items()) for some in rows]
    return {each.name: each for each in joined(stretches)}


@settings(deadline=None, max_examples=30)
@given(
    steps=st.lists(st.sampled_from(ROWS + DEVICES), min_size=1, max_size=4),
    seed=st.integers(0, 10_000),
    parts=st.integers(1, 7),
)
def test_parts_together_are_the_whole(steps: list[str], seed: int, parts: int) -> None:
    sheet, recipe = a_sheet(80, seed=seed), a_recipe(*steps)
    whole = fit(sheet, recipe, strict=False)
    numbers = np.arange(80) % 7 if reach_of(recipe) == "devices" else np.arange(80)
    dealt = np.random.default_rng(seed).integers(0, parts, 80)[numbers]

    done = [
        done_to(whole.preparation, sheet.taken(np.flatnonzero(dealt == part))).sheet for part in range(parts)
    ]

    rows = np.concatenate([each.rows for each in done])
    back = np.argsort(rows)
    assert rows[back].tolist() == sorted(whole.sheet.rows.tolist())
    order = np.argsort(whole.sheet.rows)
    for name, values in whole.sheet.columns.items():
        mine = np.concatenate([each.columns[name] for each in done])[back]
        assert mine.tobytes() == values[order].tobytes()


@settings(deadline=None, max_examples=30)
@given(
    steps=st.lists(st.sampled_from(EXACT), min_size=1, max_size=4),
    seed=st.integers(0, 10_000),
    parts=st.integers(1, 9),
)
def test_counted_numbers_teach_what_all_rows_teach(steps: list[str], seed: int, parts: int) -> None:
    sheet, recipe = a_sheet(80, seed=seed, missing=0.1), a_recipe(*steps)
    whole = fit(sheet, recipe)

    learned = fit_divided(sheet.taken(np.arange(20)), recipe, counted(sheet, parts=parts), rows=80)

    mine = done_to(learned, sheet).sheet
    assert list(mine.columns) == list(whole.sheet.columns)
    for name, values in whole.sheet.columns.items():
        np.testing.assert_allclose(mine.columns[name], values, rtol=1e-9, atol=1e-9)


def test_a_part_of_which_nothing_is_left_is_empty() -> None:
    sheet = a_sheet(30, missing=0.2)
    preparation = fit(sheet, a_recipe("drop_rows", "scale_standard")).preparation
    gone = replace(sheet, columns={name: np.full(30, np.nan) for name in sheet.columns})

    left = done_to(preparation, gone).sheet

    assert (left.rows.size, list(left.columns)) == (0, list(sheet.columns))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["fill_mean", "scale_standard"], [("rows", "counted"), ("rows", "counted")]),
        (["drop_rows", "fill_mean"], [("rows", "nothing"), ("rows", "sample")]),
        (["smooth_median", "scale_min_max"], [("devices", "nothing"), ("rows", "sample")]),
        (["fill_knn", "balance_over"], [("rows", "sample"), ("folds", "nothing")]),
    ],
)
def test_each_step_says_where_it_is_done_and_what_it_learns_from(
    steps: list[str], said: list[tuple[str, str]]
) -> None:
    assert [(each.applies, each.learns) for each in divided(a_recipe(*steps))] == said
