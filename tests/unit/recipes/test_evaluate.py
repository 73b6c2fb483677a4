"""A preparation is data: written and read back it does the same: in NumPy, plain Python, scikit-learn."""

import msgspec
import numpy as np
import polars as pl
import pytest

from builders.recipes import STEPS, a_sheet, recipe_with
from spotter.contracts.preparations import Preparation
from spotter.domain.recipes.evaluate import evaluate
from spotter.domain.recipes.smoothing import Order
from spotter.domain.recipes.vectors import PlainArithmetic, Series
from spotter.errors import Invalid
from spotter.learning.arrays import Floats
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.pipeline import CHANGES_ROWS, pipeline_of
from spotter.learning.prepare.sheets import Sheet

ON_ROWS = [step for step in STEPS if isinstance(recipe_with(step).steps[-1], CHANGES_ROWS)]


def in_plain_python(preparation: Preparation, sheet: Sheet) -> dict[str, Floats]:
    order = sheet.in_time()
    ordered = sheet.taken(order)
    assert ordered.times is not None
    said = evaluate(
        preparation,
        {name: Series(values.tolist()) for name, values in ordered.columns.items()},
        PlainArithmetic(),
        order=Order(Series(ordered.device_numbers().tolist()), Series(ordered.times.tolist())),
    )
    back = np.argsort(order)
    return {name: np.array(values.values)[back] for name, values in said.items()}


@pytest.mark.parametrize("step", STEPS)
def test_json_plain_python_and_numpy_give_the_same_bits(step: str) -> None:
    preparation = fit(a_sheet(), recipe_with(step)).preparation
    fresh = a_sheet(120, seed=9)

    again = msgspec.json.decode(msgspec.json.encode(preparation), type=Preparation)

    assert again == preparation
    prepared, plain = apply(again, fresh), in_plain_python(again, fresh)
    assert tuple(prepared.columns) == preparation.outputs == tuple(plain)
    for name, values in prepared.columns.items():
        assert np.array_equal(values, plain[name], equal_nan=True)


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ON_ROWS])
def test_the_exported_pipeline_says_what_the_preparation_says(step: str) -> None:
    sheet = a_sheet(50 if step == "fill_knn" else 300)
    recipe = recipe_with(step)
    frame = pl.DataFrame({**sheet.columns, "device": sheet.devices, "at": sheet.times})

    ours = apply(fit(sheet, recipe).preparation, sheet)
    theirs = pipeline_of(recipe, group="device", time="at").fit(frame, sheet.target).transform(frame)

    assert theirs.columns == list(ours.columns)
    for name, values in ours.columns.items():
        assert np.allclose(theirs[name].to_numpy(), values, rtol=1e-9, atol=1e-9, equal_nan=True)


def test_a_missing_input_is_named() -> None:
    preparation = fit(a_sheet(), recipe_with("fill_mean")).preparation

    with pytest.raises(Invalid, match="lacks the column x3"):
        evaluate(preparation, {name: Series([1.0]) for name in ("x0", "x1", "x2", "x4")}, PlainArithmetic())


def test_smoothing_without_an_order_is_refused() -> None:
    preparation = fit(a_sheet(), recipe_with("smooth_linear")).preparation

    with pytest.raises(Invalid, match="needs the rows of each device in time"):
        evaluate(preparation, {f"x{at}": Series([1.0]) for at in range(5)}, PlainArithmetic())
