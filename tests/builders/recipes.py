"""Rows to prepare, and a recipe for every step that there is."""

from __future__ import annotations

from typing import Any

import numpy as np

from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.options import options
from spotter.domain.recipes.reading import recipe_of
from spotter.learning.arrays import Floats
from spotter.learning.prepare.sheets import Sheet

NEEDED: dict[str, dict[str, Any]] = {
    "fill_constant": {"value": -1.0},
    "resample": {"every": 14.0},
    "drop_columns": {"most_missing": 0.1},
    "fill_dnn": {"hidden": [8], "epochs": 5},
    "fill_knn": {"donors": 50},
    "select_correlation": {"limit": 0.5},
}
STEPS = tuple(option.step for option in options())


def a_recipe(*steps: str | dict[str, Any]) -> Recipe:
    """Read a recipe of steps by name or as people write them."""
    return recipe_of({"steps": [{"step": step} if isinstance(step, str) else step for step in steps]})


def recipe_with(step: str) -> Recipe:
    """Build a recipe in which a step can do its work."""
    wanted = {"step": step, **NEEDED.get(step, {})}
    if not step.startswith("select"):
        return a_recipe(wanted)
    if step not in {"select_variance", "select_correlation"}:
        wanted["keep"] = 2
    return a_recipe("fill_median", "scale_min_max", wanted)


def a_sheet(rows: int = 300, *, seed: int = 0, missing: float = 0.08) -> Sheet:
    """Build rows of seven devices, one a second; x4 follows x0 and x1, the label x0 and x2."""
    rng = np.random.default_rng(seed)
    numbers: Floats = rng.normal(size=(rows, 4))
    follows = 2 * numbers[:, 0] + numbers[:, 1] + 0.1 * rng.normal(size=rows)
    target = (numbers[:, 0] + numbers[:, 2] > 0.3).astype(np.float64)
    matrix = np.column_stack([numbers, follows])
    matrix[rng.random(matrix.shape) < missing] = np.nan
    return Sheet(
        {f"x{at}": matrix[:, at] for at in range(5)},
        np.arange(rows),
        devices=(np.arange(rows) % 7).astype(np.float64),
        times=np.arange(rows, dtype=np.float64),
        target=target,
        task="binary",
    )


def one_column(*values: float, times: Floats | None = None, devices: Floats | None = None) -> Sheet:
    """Build a sheet of one column x."""
    return Sheet({"x": np.array(values)}, np.arange(len(values)), times=times, devices=devices)
