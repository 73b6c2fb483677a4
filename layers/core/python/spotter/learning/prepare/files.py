"""Files that a recipe reads and writes: tables, preparations as JSON, pipelines of scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from spotter.contracts.preparations import Preparation
from spotter.contracts.recipes import Recipe
from spotter.contracts.steps import DropRows, ReplaceOutliers, SmoothLinear, SmoothMedian, SmoothSavgol
from spotter.errors import Corrupt, Invalid, NotFound, Unavailable
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.pipeline import CHANGES_ROWS, pipeline_of
from spotter.learning.prepare.sheets import Sheet

if TYPE_CHECKING:
    import polars as pl

WEIGHT = "row_weight"
SMOOTHS = (SmoothLinear, SmoothMedian, ReplaceOutliers, SmoothSavgol)


def write_sheet(path: Path, source: pl.DataFrame, sheet: Sheet, features: tuple[str, ...]) -> None:
    """Write the prepared rows with what belongs to them: label, device, time and texts as they were.

    Raises:
        Unavailable: the file cannot be written.
    """
    import polars as pl

    frame = source[sheet.rows.tolist()].drop([name for name in features if name in source.columns])
    columns = [pl.Series(name, values, nan_to_null=True) for name, values in sheet.columns.items()]
    if sheet.weights is not None:
        columns.append(pl.Series(WEIGHT, sheet.weights))
    frame = frame.with_columns(columns)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_csv(path)
    except OSError as err:
        raise Unavailable(f"cannot write {path}: {err.strerror}", file=str(path)) from err


def encoded(preparation: Preparation) -> bytes:
    """Write a preparation as JSON."""
    return msgspec.json.encode(preparation)


def decoded(content: bytes, *, name: str) -> Preparation:
    """Read a preparation, or raise Corrupt."""
    try:
        return msgspec.json.decode(content, type=Preparation)
    except msgspec.DecodeError as err:
        raise Corrupt(f"{name} is no preparation: {err}", file=name) from err


def read_preparation(path: Path) -> Preparation:
    """Read what a recipe learned elsewhere, or raise NotFound or Corrupt."""
    if not path.is_file():
        raise NotFound("file", str(path))
    return decoded(path.read_bytes(), name=str(path))


def write_pipeline(path: Path, pipeline: Any) -> None:  # noqa: ANN401 - scikit-learn has no types
    """Write a pipeline as scikit-learn's users do, with joblib; only what you trust may be read back."""
    import joblib

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        joblib.dump(pipeline, path)
    except OSError as err:
        raise Unavailable(f"cannot write {path}: {err.strerror}", file=str(path)) from err


def fitted_pipeline(recipe: Recipe, sheet: Sheet, *, group: str | None, time: str | None) -> Any:  # noqa: ANN401 - same
    """Fit the pipeline of a recipe on rows; steps that change rows are done to them before.

    Raises:
        Invalid: a step changes rows after others have learned from them.
    """
    import polars as pl

    whole = len(recipe.steps)
    first = next((at for at, step in enumerate(recipe.steps) if not isinstance(step, CHANGES_ROWS)), whole)
    if any(isinstance(step, DropRows) for step in recipe.steps[first:]):
        raise Invalid("drop_rows must come first in a recipe whose fitted pipeline is exported")
    if first:
        sheet = fit(sheet, Recipe(recipe.steps[:first]), group=group, time=time).sheet
    if not any(isinstance(step, SMOOTHS) for step in recipe.steps):
        group = time = None  # such a pipeline need not be told
    columns = dict(sheet.columns)
    if group is not None:
        columns[group] = sheet.device_numbers()
    if time is not None and sheet.times is not None:
        columns[time] = sheet.times
    pipeline = pipeline_of(recipe, group=group, time=time, classes=sheet.task != "regression")
    return pipeline.fit(pl.DataFrame({n: np.asarray(v) for n, v in columns.items()}), sheet.target)
