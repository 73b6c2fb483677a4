"""What filling learns from training rows."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from spotter.contracts import steps as r
from spotter.contracts.preparations import (
    FillFromDonors,
    FillFromLines,
    FillFromNetwork,
    FillWith,
    Layer,
    Line,
)
from spotter.learning.arrays import Floats
from spotter.learning.prepare.estimators import imputer_of

MOST_DONOR_CELLS = 400_000
"""Donors travel with the model as JSON: 400,000 numbers are some 8 MB."""

Filled = FillWith | FillFromDonors | FillFromNetwork | FillFromLines


def learned_fill(at: int, step: r.Fill | r.Learned, names: tuple[str, ...], matrix: Floats) -> Filled:
    """Fit the imputer of a step, and write down what it learned."""
    match step:
        case r.FillNeighbours():
            return _donors(at, step, names, matrix)
        case r.FillNetwork():
            return _network(at, step, names, matrix)
        case r.FillRegression():
            return _lines(at, step, names, matrix)
        case _:
            values = imputer_of(step).fit(matrix).statistics_.tolist()
            return FillWith(step=at, values=dict(zip(names, values, strict=True)), marks=step.marks)


def sample_note(at: int, step: r.Fill | r.Learned, rows: int) -> tuple[str, ...]:
    """Say what was drawn where not all training rows taught."""
    most = {r.FillNeighbours: "donors", r.FillNetwork: "sample", r.FillRegression: "sample"}.get(type(step))
    drawn = getattr(step, most) if most else rows
    if drawn >= rows:
        return ()
    return (f"step {at} learned from {drawn} of {rows} training rows, drawn at random",)


def _donors(at: int, step: r.FillNeighbours, names: tuple[str, ...], matrix: Floats) -> FillFromDonors:
    most = min(step.donors, max(1, MOST_DONOR_CELLS // len(names)))
    donors = _drawn(matrix, most, step.seed)
    imputer = imputer_of(step).fit(donors)
    otherwise = [_mean(matrix[:, number]) for number in range(len(names))]
    rows = [[None if np.isnan(cell) else float(cell) for cell in row] for row in imputer._fit_X]  # noqa: SLF001 - no public name
    return FillFromDonors(
        step=at,
        columns=names,
        neighbours=step.neighbours,
        donors=tuple(map(tuple, rows)),
        otherwise=tuple(otherwise),
        marks=step.marks,
    )


def _network(at: int, step: r.FillNetwork, names: tuple[str, ...], matrix: Floats) -> FillFromNetwork:
    imputer = imputer_of(step).fit(matrix)
    layers = zip(imputer.network_.coefs_, imputer.network_.intercepts_, strict=True)
    return FillFromNetwork(
        step=at,
        columns=names,
        centre=tuple(imputer.centre_.tolist()),
        spread=tuple(imputer.spread_.tolist()),
        layers=tuple(
            Layer(tuple(map(tuple, weights.T.tolist())), tuple(biases.tolist())) for weights, biases in layers
        ),
        marks=step.marks,
    )


def _lines(at: int, step: r.FillRegression, names: tuple[str, ...], matrix: Floats) -> FillFromLines:
    rows = _drawn(matrix, step.sample, step.seed)
    if not np.isnan(rows).any():
        rows = rows.copy()
        rows[0, :] = np.nan  # without a hole the imputer learns nothing; new rows may have some
    imputer = imputer_of(step)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        imputer.fit(rows)
    return FillFromLines(
        step=at,
        columns=names,
        initial=tuple(np.asarray(imputer.initial_imputer_.statistics_).tolist()),
        lines=tuple(
            Line(
                int(each.feat_idx),
                tuple(each.neighbor_feat_idx.tolist()),
                tuple(each.estimator.coef_.tolist()),
                float(each.estimator.intercept_),
            )
            for each in imputer.imputation_sequence_
        ),
        marks=step.marks,
    )


def _drawn(matrix: Floats, most: int, seed: int) -> Floats:
    if len(matrix) <= most:
        return matrix
    rows = np.random.default_rng(seed).choice(len(matrix), most, replace=False)
    return matrix[np.sort(rows)]


def _mean(values: Floats) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if there.size else 0.0
