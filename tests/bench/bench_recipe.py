"""How long recipes take: 100,000 rows of 30 columns filled from the nearest neighbours, and live.

`python -m tests.bench recipe`. The donors are a sample, as the record says; scikit-learn's imputer compares
with the same donors.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from sklearn.impute import KNNImputer

from bench.records import Record, record
from spotter.contracts.recipes import Recipe
from spotter.contracts.steps import FillNeighbours, FillRegression, ScaleStandard
from spotter.domain.recipes.evaluate import evaluate
from spotter.domain.recipes.vectors import PlainArithmetic, Series
from spotter.learning.arrays import Floats
from spotter.learning.prepare.fit import apply, fit
from spotter.learning.prepare.sheets import Sheet

ROWS, COLUMNS, MISSING = 100_000, 30, 0.05
LIVE_ROWS = 300
LIMIT_S = 60.0


def main() -> None:
    """Measure and record."""
    sheet = a_sheet()
    knn = FillNeighbours()
    holes = sum(int(np.isnan(values).sum()) for values in sheet.columns.values())
    said = f"{ROWS} x {COLUMNS}, {holes} of the cells missing, {knn.neighbours} neighbours"
    sampled = f"{said} among {knn.donors} donors sampled from {ROWS} rows; fitted and applied, one process"
    ours = timed(lambda: fit(sheet, Recipe((ScaleStandard(), knn))))
    theirs = timed(lambda: scikit_learn(sheet.matrix(), knn))
    record(
        Record("recipe.knn_100k_s", ours, "s", "lower", sampled, "KNNImputer, same donors", theirs),
        Record("recipe.knn_100k_share_of_limit", ours / LIMIT_S, "of 60 s", "lower", sampled),
    )
    regression = timed(lambda: fit(sheet, Recipe((FillRegression(),))))
    drawn = f"{said}; regression on {FillRegression().sample} rows sampled, all filled"
    record(Record("recipe.regression_100k_s", regression, "s", "lower", drawn))
    record(
        Record("recipe.knn_live_row_ms", live_row_ms(sheet, knn), "ms", "lower", f"{sampled}; plain Python")
    )


def a_sheet() -> Sheet:
    """Thirty columns that follow five hidden ones, with holes."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(ROWS, 5)) @ rng.normal(size=(5, COLUMNS)) + 0.3 * rng.normal(
        size=(ROWS, COLUMNS)
    )
    matrix[rng.random(matrix.shape) < MISSING] = np.nan
    return Sheet({f"x{at}": np.ascontiguousarray(matrix[:, at]) for at in range(COLUMNS)}, np.arange(ROWS))


def scikit_learn(matrix: Floats, step: FillNeighbours) -> Floats:
    """Do the same with scikit-learn."""
    donors = matrix[np.sort(np.random.default_rng(step.seed).choice(ROWS, step.donors, replace=False))]
    filled: Floats = KNNImputer(n_neighbors=step.neighbours).fit(donors).transform(matrix)
    return filled


def live_row_ms(sheet: Sheet, step: FillNeighbours) -> float:
    """Fill rows one by one in plain Python, as the scoring function does, and check the bits."""
    preparation = fit(sheet.taken(np.arange(5_000)), Recipe((step,))).preparation
    rows = sheet.taken(np.flatnonzero(np.isnan(sheet.matrix()).any(axis=1))[:LIVE_ROWS])
    singles = [{name: Series([float(v[at])]) for name, v in rows.columns.items()} for at in range(LIVE_ROWS)]
    arithmetic = PlainArithmetic()
    started = time.perf_counter()
    said = [evaluate(preparation, single, arithmetic) for single in singles]
    took_s = time.perf_counter() - started
    batch = apply(preparation, rows)
    for name, values in batch.columns.items():
        if [each[name].values[0] for each in said] != values.tolist():
            raise SystemExit(f"{name} is filled otherwise live than in a batch")
    return 1_000 * took_s / LIVE_ROWS


def timed(work: Callable[[], object]) -> float:
    """Give the seconds of wall clock that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
