"""Which columns a selection keeps, from training rows alone."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from spotter.contracts import selections as s
from spotter.domain.recipes.reading import named
from spotter.errors import Invalid
from spotter.learning.arrays import Floats, Ints
from spotter.learning.prepare.choosing import demand_whole, target_of
from spotter.learning.prepare.estimators import selector_of
from spotter.learning.prepare.sheets import Sheet
from spotter.learning.splits import group_folds

MOST_ROWS = 20_000
"""More rows change a selection little and cost much; they are drawn."""

BLIND = (s.SelectVariance, s.SelectCorrelation, s.SelectPca)
FOLDS = 3


def selected(at: int, step: s.Selection, names: tuple[str, ...], sheet: Sheet) -> tuple[str, ...]:
    """Give the columns that stay, those that the step does not work on among them, in order.

    Raises:
        Invalid: a cell is missing, the label does not fit, or nothing is left.
    """
    if not isinstance(step, s.SelectVariance):
        demand_whole(at, step, {name: sheet.columns[name] for name in names})
    if not names:
        raise Invalid(f"{named(at, step)} has no column to choose from", field="steps")
    target = (
        None
        if isinstance(step, BLIND)
        else target_of(at, step, sheet, classes=isinstance(step, s.SelectChi2))
    )
    rows = drawn_rows(sheet.rows.size, getattr(step, "seed", 0))
    matrix = sheet.matrix(names)[rows]
    if isinstance(step, s.SelectChi2):
        _demand_no_negatives(at, step, names, matrix, rows)
    stays = _support(at, step, names, matrix, sheet, None if target is None else target[rows], rows)
    left = tuple(name for name in sheet.columns if name not in names or name in stays)
    if not left:
        raise Invalid(f"{named(at, step)} leaves no column of {', '.join(names[:12])}; choose a weaker limit")
    return left


def drawn_rows(count: int, seed: int) -> Ints:
    """Draw the rows that a selection looks at."""
    if count <= MOST_ROWS:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, MOST_ROWS, replace=False))


def _support(
    at: int,
    step: s.Selection,
    names: tuple[str, ...],
    matrix: Floats,
    sheet: Sheet,
    target: Floats | None,
    rows: Ints,
) -> set[str]:
    if isinstance(step, s.SelectSequential) and step.keep >= len(names):
        return set(names)
    selector = selector_of(
        step, classes=sheet.task != "regression", columns=len(names), folds=_folds(step, sheet, rows)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", "Features .* are constant|invalid value|divide by zero")
        warnings.filterwarnings("ignore", "No features were selected")
        try:
            support = selector.fit(matrix, target).get_support()
        except ValueError as err:
            if "No feature in X meets the variance threshold" not in str(err):
                raise Invalid(f"{named(at, step)} cannot be done on these rows: {err}") from err
            support = np.zeros(len(names), dtype=np.bool_)
    return {name for name, stays in zip(names, support.tolist(), strict=True) if stays}


def _folds(step: s.Selection, sheet: Sheet, rows: Ints) -> Any:  # noqa: ANN401 - what scikit-learn takes
    """Keep devices whole where a wrapper judges on folds of the training rows."""
    if not isinstance(step, s.SelectSequential) or sheet.devices is None:
        return FOLDS
    devices = sheet.devices[rows]
    if np.unique(devices).size < FOLDS:
        return FOLDS
    return [(fold.train, fold.valid) for fold in group_folds(devices, FOLDS, seed=step.seed)]


def _demand_no_negatives(
    at: int, step: s.SelectChi2, names: tuple[str, ...], matrix: Floats, rows: Ints
) -> None:
    for name, values in zip(names, matrix.T, strict=True):
        if (values < 0).any():
            row = int(rows[int((values < 0).argmax())]) + 1
            raise Invalid(
                f"{named(at, step)}: column {name} is negative in row {row}; chi-squared compares counts: "
                "scale_min_max before it helps",
                column=name,
                row=row,
            )
