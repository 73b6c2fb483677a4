"""Nothing that a recipe learns, and no row that it prepares, knows of rows outside the training fold."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from builders.recipes import STEPS, a_sheet, recipe_with
from spotter.contracts.preparations import Preparation
from spotter.learning.arrays import Ints
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.sheets import Sheet

Split = Callable[[Sheet], tuple[Ints, Ints]]
CAUSAL = ("smooth_linear", "smooth_median", "outliers_hampel", "smooth_savgol")


def poisoned(sheet: Sheet, rows: Ints) -> Sheet:
    """Plant what would be seen at once in these rows: huge values, holes, and the label itself."""
    assert sheet.target is not None
    columns = {name: values.copy() for name, values in sheet.columns.items()}
    columns["x0"][rows] = 1e9
    columns["x1"][rows] = np.nan
    columns["x3"][rows] = 1e6 * sheet.target[rows]
    target = sheet.target.copy()
    target[rows] = 1 - target[rows]
    return replace(sheet, columns=columns, target=target)


def by_device(sheet: Sheet) -> tuple[Ints, Ints]:
    assert sheet.devices is not None
    return np.flatnonzero(sheet.devices < 5), np.flatnonzero(sheet.devices >= 5)


def by_time(sheet: Sheet) -> tuple[Ints, Ints]:
    return np.arange(200), np.arange(200, sheet.rows.size)


@pytest.mark.parametrize("split", [by_device, by_time])
@pytest.mark.parametrize("step", STEPS)
def test_what_is_planted_in_validation_rows_changes_nothing_that_was_learned(step: str, split: Split) -> None:
    clean = a_sheet()
    train, valid = split(clean)
    planted = poisoned(clean, valid)

    honest, tempted = (fit(sheet.taken(train), recipe_with(step)) for sheet in (clean, planted))

    assert msgspec.json.encode(tempted.preparation) == msgspec.json.encode(honest.preparation)
    assert all(
        np.array_equal(tempted.sheet.columns[name], values, equal_nan=True)
        for name, values in honest.sheet.columns.items()
    )
    assert np.array_equal(tempted.sheet.rows, honest.sheet.rows)
    assert set(honest.sheet.rows) <= set(train)


@pytest.mark.parametrize("step", [name for name in STEPS if name != "smooth_savgol"])
def test_the_plant_would_be_seen_if_it_were_trained_on(step: str) -> None:
    clean = a_sheet()
    planted = poisoned(clean, np.arange(200, 300))

    honest, tempted = fit(clean, recipe_with(step)), fit(planted, recipe_with(step), strict=False)

    same = msgspec.json.encode(tempted.preparation) == msgspec.json.encode(honest.preparation)
    rows = np.array_equal(tempted.sheet.rows, honest.sheet.rows)
    cells = all(
        np.array_equal(tempted.sheet.columns.get(name), values, equal_nan=True)  # type: ignore[arg-type]
        for name, values in honest.sheet.columns.items()
    )
    assert not (same and rows and cells)


@pytest.mark.parametrize("step", STEPS)
def test_a_row_that_is_scored_does_not_know_the_rows_of_other_devices(step: str) -> None:
    sheet = a_sheet()
    preparation = learned(sheet, step)
    assert sheet.devices is not None
    own, others = np.flatnonzero(sheet.devices == 3), np.flatnonzero(sheet.devices != 3)

    clean, planted = apply(preparation, sheet), apply(preparation, poisoned(sheet, others))

    for name, values in clean.columns.items():
        assert np.array_equal(planted.columns[name][own], values[own], equal_nan=True)


@pytest.mark.parametrize("step", STEPS)
def test_a_row_that_is_scored_does_not_know_the_future(step: str) -> None:
    sheet = a_sheet()
    preparation = learned(sheet, step)

    clean, planted = apply(preparation, sheet), apply(preparation, poisoned(sheet, np.arange(150, 300)))

    for name, values in clean.columns.items():
        assert np.array_equal(planted.columns[name][:150], values[:150], equal_nan=True)


@pytest.mark.parametrize("step", CAUSAL)
def test_a_window_that_is_not_causal_does_know_it_and_says_so(step: str) -> None:
    from builders.recipes import a_recipe
    from spotter.domain.recipes.sentences import not_live

    sheet = a_sheet()
    recipe = a_recipe({"step": step, "causal": False, **({} if step == "smooth_savgol" else {"window": 30})})
    preparation = fit(sheet, recipe).preparation

    clean, planted = apply(preparation, sheet), apply(preparation, poisoned(sheet, np.arange(150, 300)))

    assert any(
        not np.array_equal(planted.columns[name][:150], values[:150], equal_nan=True)
        for name, values in clean.columns.items()
    )
    assert "cannot be live" in not_live(recipe)[0]


def learned(sheet: Sheet, step: str) -> Preparation:
    return fit(sheet, recipe_with(step)).preparation
