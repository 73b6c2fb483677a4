"""What scaling learns from training rows."""

from __future__ import annotations

import warnings

import numpy as np

from spotter.contracts import steps as r
from spotter.contracts.preparations import Scale, ScaleBy
from spotter.learning.arrays import Floats
from spotter.learning.prepare.estimators import scaler_of


def learned_scale(at: int, step: r.Scaling, names: tuple[str, ...], matrix: Floats) -> ScaleBy:
    """Fit the scaler of a step; a column without any value stays as it is."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN", RuntimeWarning)
        scaler = scaler_of(step).fit(matrix)
    match step:
        case r.ScaleMinMax():
            minus, over = scaler.data_min_, _not_zero(scaler.data_range_)
        case r.ScaleStandard():
            minus, over = scaler.mean_, scaler.scale_
        case r.ScaleMaxAbs():
            minus, over = np.zeros(len(names)), scaler.scale_
        case r.ScaleRobust():
            minus, over = scaler.center_, scaler.scale_
    times, plus = (step.high - step.low, step.low) if isinstance(step, r.ScaleMinMax) else (1.0, 0.0)
    known = np.isfinite(minus) & np.isfinite(over)
    rows = zip(names, minus.tolist(), over.tolist(), known.tolist(), strict=True)
    return ScaleBy(
        step=at, scales={name: Scale(m, o, times, plus) if able else Scale() for name, m, o, able in rows}
    )


def _not_zero(spread: Floats) -> Floats:
    return np.where(spread == 0.0, 1.0, spread)
