"""Each function needs its own layers and nothing else, and the alarm path knows no learning library."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blueprint import Function, functions
from imported import BUILT, imported, is_built, run_bare

UNZIPPED_BYTES = 250 * 1024 * 1024  # what Lambda allows a function and its layers
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
def test_a_function_and_its_layers_fit_into_lambda(function: Function) -> None:
    tops = [top for layer in function.layers for top in os.walk(BUILT / layer)]

    assert sum(Path(top, name).lstat().st_size for top, _, names in tops for name in names) < UNZIPPED_BYTES


@needs_build
def test_every_step_of_recipes_works_with_nothing_but_the_layers_of_train() -> None:
    train = next(each for each in functions() if each.name == "Train")

    done = run_bare(_EVERY_STEP, train.layers)

    assert (done.returncode, len(done.stdout.split())) == (0, 32), done.stderr
