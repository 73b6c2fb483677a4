"""The autoencoder that fills missing cells: run by `make test-deep`, skipped without PyTorch."""

import numpy as np
import pytest

pytest.importorskip("torch")

from spotter.domain.recipes.reading import recipe_of
from spotter.learning.arrays import Floats
from spotter.learning.prepare.files import decoded, encoded
from spotter.learning.prepare.fit import Prepared, apply, fit
from spotter.learning.prepare.sheets import Sheet

ROWS = 1_500


def curved() -> tuple[Sheet, Floats]:
    """Make columns of which one follows the others in no straight line, and hide a tenth of it."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=ROWS), rng.normal(size=ROWS)
    truth = a * b + np.abs(a)
    column = np.where(rng.random(ROWS) < 0.1, np.nan, truth)
    return Sheet({"a": a, "b": b, "c": column}, np.arange(ROWS)), truth


def filled(sheet: Sheet, **step: object) -> Prepared:
    return fit(sheet, recipe_of({"steps": [{"step": "fill_dnn", "engine": "torch", **step}]}))


def error(differences: Floats) -> float:
    return float(np.sqrt(np.mean(differences**2)))


def test_cells_that_follow_no_straight_line_are_restored_better_than_by_a_line_or_a_mean() -> None:
    sheet, truth = curved()
    hidden = np.isnan(sheet.columns["c"])

    deep = filled(sheet, hidden=[64, 32], epochs=200).sheet.columns["c"][hidden]
    line = fit(sheet, recipe_of({"steps": [{"step": "fill_regression"}]})).sheet.columns["c"][hidden]

    as_the_mean = error(truth[hidden] - np.nanmean(sheet.columns["c"]))
    assert error(deep - truth[hidden]) < 0.5 * as_the_mean
    assert error(deep - truth[hidden]) < 0.6 * error(line - truth[hidden])


def test_the_same_rows_and_seed_teach_the_same() -> None:
    sheet, _ = curved()

    one, other = (filled(sheet, epochs=3).sheet.columns["c"] for _ in range(2))

    assert one.tolist() == other.tolist()


def test_what_it_learned_travels_as_data_and_is_applied_without_pytorch() -> None:
    sheet, _ = curved()
    prepared = filled(sheet, epochs=5)

    travelled = decoded(encoded(prepared.preparation), name="preparation.json")

    assert apply(travelled, sheet).columns["c"].tolist() == prepared.sheet.columns["c"].tolist()


def test_nothing_of_validation_rows_is_learned() -> None:
    sheet, _ = curved()
    train = sheet.taken(np.arange(1_000))
    poisoned = Sheet(
        {**sheet.columns, "a": np.where(np.arange(ROWS) < 1_000, sheet.columns["a"], 1e9)}, sheet.rows
    )

    clean = filled(train, epochs=3).preparation
    same = filled(poisoned.taken(np.arange(1_000)), epochs=3).preparation

    assert clean == same
