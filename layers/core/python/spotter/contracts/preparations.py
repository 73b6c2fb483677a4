"""Preparations: what a recipe has learned from training rows, as data that any evaluator can apply.

`domain/recipes/evaluate.py` says what each means. A preparation travels with its model, never as pickle.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from spotter.contracts.recipes import Recipe


class _Applied(msgspec.Struct, frozen=True, kw_only=True, tag_field="does"):
    """`step` is the number of the recipe's step, from 1."""

    step: int


class Keep(_Applied, frozen=True, kw_only=True, tag="keep"):
    """These columns go on, in this order."""

    columns: tuple[str, ...]


class FillWith(_Applied, frozen=True, kw_only=True, tag="fill"):
    """Missing cells of a column take its value."""

    values: dict[str, float]
    marks: bool


class FillFromDonors(_Applied, frozen=True, kw_only=True, tag="fill_from_donors"):
    """Missing cells take the mean of the nearest donors that have a value there.

    The distance of two rows is the sum of squared differences over the columns that both have, scaled up to
    all of them. A row that shares no column with any donor takes `otherwise`.
    """

    columns: tuple[str, ...]
    neighbours: int
    donors: tuple[tuple[float | None, ...], ...]
    otherwise: tuple[float, ...]
    marks: bool


class Layer(msgspec.Struct, frozen=True):
    """Weights by unit, then by input; a bias for each unit."""

    weights: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


class FillFromNetwork(_Applied, frozen=True, kw_only=True, tag="fill_from_network"):
    """Missing cells take what a network restores: rectified layers, the last one linear.

    It sees each column centred and scaled (0 where missing), then a 1 for each column that is missing.
    """

    columns: tuple[str, ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    layers: tuple[Layer, ...]
    marks: bool


class Line(msgspec.Struct, frozen=True):
    """One linear regression: the column that it fills, from which others, by number."""

    target: int
    others: tuple[int, ...]
    weights: tuple[float, ...]
    bias: float


class FillFromLines(_Applied, frozen=True, kw_only=True, tag="fill_from_lines"):
    """Missing cells begin as `initial`, then take what line after line says."""

    columns: tuple[str, ...]
    initial: tuple[float, ...]
    lines: tuple[Line, ...]
    marks: bool


class Scale(msgspec.Struct, frozen=True):
    """`(value - minus) / over * times + plus`."""

    minus: float = 0.0
    over: float = 1.0
    times: float = 1.0
    plus: float = 0.0


class ScaleBy(_Applied, frozen=True, kw_only=True, tag="scale"):
    """Each column by its scale."""

    scales: dict[str, Scale]


class Smooth(_Applied, frozen=True, kw_only=True, tag="smooth"):
    """Each column from its window; `hampel` replaces outliers only."""

    columns: tuple[str, ...]
    kind: Literal["linear", "median", "hampel"]
    window: float
    causal: bool
    deviations: float = 0.0
    instead: Literal["median", "missing"] = "median"


class Weigh(_Applied, frozen=True, kw_only=True, tag="weigh"):
    """Each column as a weighted sum of rows: `lags` rows before (after, where negative)."""

    columns: tuple[str, ...]
    lags: tuple[int, ...]
    weights: tuple[float, ...]


Applied = Keep | FillWith | FillFromDonors | FillFromNetwork | FillFromLines | ScaleBy | Smooth | Weigh


class Preparation(msgspec.Struct, frozen=True):
    """A fitted recipe: which columns come in, what is done to them, which go out.

    `group` and `time` are the columns that smoothing needs beside. `training_only` says in plain words what
    was done to training rows and is not done to new ones. `rows` were learned from.
    """

    recipe: Recipe
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    applied: tuple[Applied, ...]
    rows: int
    group: str | None = None
    time: str | None = None
    training_only: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: str | None = None
