from dataclasses import replace

import numpy as np
import pytest

from builders.recipes import a_recipe
from spotter.errors import Invalid
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.sheets import Sheet


def telling(rows: int = 400, *, task: str = "binary") -> Sheet:
    """Two columns decide the label, four are noise, none is negative."""
    rng = np.random.default_rng(3)
    matrix = rng.gamma(2.0, size=(rows, 6))
    signal = matrix[:, 1] - matrix[:, 4]
    target = signal if task == "regression" else (signal > 0).astype(np.float64)
    columns = {f"c{at}": matrix[:, at] for at in range(6)}
    return Sheet(columns, np.arange(rows), devices=np.arange(rows) % 5, target=target, task=task)  # type: ignore[arg-type]


SUPERVISED = (
    "select_mutual_information",
    "select_anova",
    "select_chi2",
    "select_recursive",
    "select_sequential",
    "select_l1",
    "select_trees",
)


@pytest.mark.parametrize("step", SUPERVISED)
def test_the_columns_that_decide_the_label_stay(step: str) -> None:
    prepared = fit(telling(), a_recipe({"step": step, "keep": 2}))

    assert prepared.preparation.outputs == ("c1", "c4")


@pytest.mark.parametrize("step", [name for name in SUPERVISED if name != "select_chi2"])
def test_quantities_have_their_columns_too(step: str) -> None:
    prepared = fit(telling(task="regression"), a_recipe({"step": step, "keep": 2}))

    assert prepared.preparation.outputs == ("c1", "c4")


@pytest.mark.parametrize("step", SUPERVISED)
def test_the_label_is_needed(step: str) -> None:
    with pytest.raises(Invalid, match="needs the label"):
        fit(replace(telling(), target=None, task=None), a_recipe({"step": step, "keep": 2}))


def test_dead_columns_go() -> None:
    sheet = telling().with_columns(
        {"a": np.zeros(400), "b": np.arange(400.0), "c": np.tile([0.0, 0.01], 200)}
    )

    assert fit(sheet, a_recipe("select_variance")).preparation.outputs == ("b", "c")
    assert fit(sheet, a_recipe({"step": "select_variance", "least": 0.1})).preparation.outputs == ("b",)


def test_one_column_of_each_cluster_stays() -> None:
    rng = np.random.default_rng(0)
    one, two = rng.normal(size=(2, 300))
    columns = {
        "a": one,
        "a_again": one + 0.01 * rng.normal(size=300),
        "a_turned": -one + 0.01 * rng.normal(size=300),
        "b": two,
    }

    left = fit(telling(300).with_columns(columns), a_recipe("select_correlation")).preparation.outputs

    assert len(left) == 2
    assert "b" in left


def test_the_columns_that_carry_the_main_direction_stay() -> None:
    rng = np.random.default_rng(0)
    main = rng.normal(size=500)
    columns = {f"m{at}": main + 0.1 * rng.normal(size=500) for at in range(3)} | {
        "noise": rng.normal(size=500)
    }

    prepared = fit(
        telling(500).with_columns(columns), a_recipe({"step": "select_pca", "keep": 3, "explain": 0.6})
    )

    assert prepared.preparation.outputs == ("m0", "m1", "m2")


def test_columns_that_a_selection_does_not_work_on_stay() -> None:
    step = {"step": "select_anova", "keep": 1, "columns": ["c0", "c1"]}

    assert fit(telling(), a_recipe(step)).preparation.outputs == ("c1", "c2", "c3", "c4", "c5")


def test_a_missing_cell_is_named_with_its_row() -> None:
    sheet = telling()
    sheet.columns["c3"][11] = np.nan

    with pytest.raises(Invalid, match=r"select_anova\): column c3 has 1 missing cells, the first in row 12"):
        fit(sheet, a_recipe("select_anova"))


def test_a_negative_value_is_named_with_its_row() -> None:
    sheet = telling()
    sheet.columns["c3"][11] = -1.0

    with pytest.raises(Invalid, match="column c3 is negative in row 12"):
        fit(sheet, a_recipe("select_chi2"))


def test_a_selection_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match=r"step 1 \(select_variance\) leaves no column of c0, c1"):
        fit(telling(), a_recipe({"step": "select_variance", "least": 1e9}))


def test_one_class_gives_nothing_to_choose_by() -> None:
    with pytest.raises(Invalid, match="all rows have the same class"):
        fit(replace(telling(), target=np.ones(400)), a_recipe("select_anova"))
