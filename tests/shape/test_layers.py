"""Each function needs its own layers and nothing else, and the alarm path knows no learning library."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blueprint import Function, functions
from imported import BUILT, imported, is_built, run_bare

UNZIPPED_BYTES = 250 * 1024 * 1024  # what Lambda allows a function and its layers
MARGIN = 0.05  # of which so much is left for what wheels of other Pythons and processors weigh more
LEARNING = {"numpy", "scipy", "lightgbm", "optuna", "polars", "sklearn"}

needs_build = pytest.mark.skipif(not is_built(), reason="`sam build` has not run")

_EVERY_STEP = """
import sys
sys.path[:0] = {path}
import numpy as np
from spotter.domain.recipes.options import options
from spotter.domain.recipes.reading import recipe_of
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.sheets import Sheet
needed = {{"fill_constant": {{"value": 0}}, "resample": {{"every": 3}}, "fill_dnn": {{"epochs": 2}}}}
rows = np.random.default_rng(0).random((60, 4))
columns = {{f"x{{at}}": rows[:, at] for at in range(4)}}
sheet = Sheet(columns, np.arange(60), times=np.arange(60.0), target=np.arange(60.0) % 2, task="binary")
for option in options():
    fit(sheet, recipe_of({{"steps": [{{"step": option.step, **needed.get(option.step, {{}})}}]}}))
    print(option.step)
"""

_PARQUET_BESIDE_LEARNING = """
import sys
sys.path[:0] = {path}
from spotter.bootstrap.packed import unpack
unpack("duckdb")
import numpy as np
import sklearn
from spotter.adapters.parquet.grids import DuckGrids
from spotter.contracts.datasets import Column, ColumnType
from spotter.ports.grids import Laid
from spotter.ports.rows import Piece
import duckdb, os, tempfile
file = os.path.join(tempfile.mkdtemp(), "a.parquet")
duckdb.execute(f"COPY (SELECT range AS a FROM range(3)) TO '{{file}}' (FORMAT parquet)")
piece = Piece("a", lambda: open(file, "rb").read())
column = Column("a", ColumnType.NUMBER)
rows = np.array([2, 1])
(part,) = DuckGrids().write([piece], rows.data, [Laid(column)], rows_a_part=10)
print(list(DuckGrids().read([Piece("b", lambda: part.content)], [column])["a"]))
"""


def _called(function: Function) -> str:
    return function.name


@needs_build
@pytest.mark.parametrize("function", functions(), ids=_called)
def test_a_handler_imports_with_nothing_but_its_layers(function: Function) -> None:
    assert function.handler in imported(function).callables


@pytest.mark.parametrize("function", [each for each in functions() if each.folder != "train"], ids=_called)
def test_only_train_imports_a_learning_library(function: Function) -> None:
    geometry = {"numpy"} if "GeoLayer" in function.layers else set()

    assert imported(function).modules & LEARNING <= geometry


@needs_build
@pytest.mark.parametrize("function", functions(), ids=_called)
def test_a_function_and_its_layers_fit_into_lambda_with_a_margin(function: Function) -> None:
    tops = [top for layer in function.layers for top in os.walk(BUILT / layer)]
    size = sum(Path(top, name).lstat().st_size for top, _, names in tops for name in names)

    assert size < (1 - MARGIN) * UNZIPPED_BYTES


@needs_build
def test_prepare_has_scikit_learn_and_parquet_with_nothing_but_its_layers() -> None:
    prepare = next(each for each in functions() if each.name == "Prepare")

    done = run_bare(_PARQUET_BESIDE_LEARNING, prepare.layers)

    assert (done.returncode, done.stdout.split()) == (0, ["[2.0,", "1.0]"]), done.stderr


@needs_build
def test_every_step_of_recipes_works_with_nothing_but_the_layers_of_train() -> None:
    train = next(each for each in functions() if each.name == "Train")

    done = run_bare(_EVERY_STEP, train.layers)

    assert (done.returncode, len(done.stdout.split())) == (0, 32), done.stderr
