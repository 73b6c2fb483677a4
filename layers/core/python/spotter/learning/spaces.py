"""What the search may vary, and where it starts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

from spotter.learning.frames import Frame
from spotter.learning.platt import Platt

Params = dict[str, float | int]

EXTRA = "extra_trees"
"""Whether thresholds are drawn at random (P. Geurts et al., Machine Learning 63, 2006): 0 or 1."""


def _start(
    leaves: int, rows: int, columns: float, ridge: float, lasso: float = 1e-3, extra: int = 0
) -> Params:
    return {
        "num_leaves": leaves,
        "min_data_in_leaf": rows,
        "feature_fraction": columns,
        "lambda_l1": lasso,
        "lambda_l2": ridge,
        EXTRA: extra,
    }


WEIGHT = "scale_pos_weight"
"""How many rows each row of the rare second class counts for while trees grow."""

WEIGHED_STARTS = (1, 2)
"""These starting points are also tried with the rare class weighing half way, on a logarithm, to balance."""

PORTFOLIO: tuple[Params, ...] = (
    _start(31, 20, 1.0, 1e-3),
    _start(7, 20, 0.5, 1.0),
    _start(15, 10, 0.5, 1.0, extra=1),
    _start(15, 5, 0.4, 5.0),
    _start(63, 40, 0.4, 5.0, 0.1),
    _start(4, 10, 0.8, 0.1),
    _start(63, 10, 0.6, 5.0, extra=1),
    _start(255, 100, 0.6, 10.0, 0.1),
)
"""Starting points from stumps to large trees; the first is LightGBM's defaults, so nothing worse wins."""

SPACE: dict[str, BaseDistribution] = {
    "num_leaves": IntDistribution(3, 255, log=True),
    "min_data_in_leaf": IntDistribution(2, 200, log=True),
    "feature_fraction": FloatDistribution(0.2, 1.0),
    "lambda_l1": FloatDistribution(1e-3, 10.0, log=True),
    "lambda_l2": FloatDistribution(1e-3, 50.0, log=True),
    EXTRA: IntDistribution(0, 1),
}


RARE = 0.2
"""A second class with at most this share of the rows may weigh more in an arm, up to the balance of both."""


def space_of(frame: Frame) -> dict[str, BaseDistribution]:
    """Say what arms of a frame may vary."""
    balance = _balance(frame)
    return SPACE if balance is None else SPACE | {WEIGHT: FloatDistribution(1.0, balance, log=True)}


def undone(params: Mapping[str, float | int]) -> Platt:
    """Give what takes a class's weight back out of the log-odds, so that arms compare and average."""
    return Platt(offset=-math.log(params.get(WEIGHT, 1.0)))


def told(params: Mapping[str, float | int | str]) -> dict[str, float | int | str | bool]:
    """Say parameters as LightGBM wants them: it takes no number for a switch."""
    return {name: bool(value) if name == EXTRA else value for name, value in params.items()}


def portfolio(frame: Frame) -> list[Params]:
    """Give the starting points for a frame."""
    balance, starts = _balance(frame), [dict(params) for params in PORTFOLIO]
    if balance is None:
        return starts
    even = [params | {WEIGHT: 1.0} for params in starts]
    return [*even, *(even[at] | {WEIGHT: math.sqrt(balance)} for at in WEIGHED_STARTS)]


def known(params: Mapping[str, object], frame: Frame) -> Params:
    """Take from a model's parameters what is searched here and within bounds; the rest from the portfolio."""
    start = portfolio(frame)[0]
    for name, space in space_of(frame).items():
        value = params.get(name)
        if isinstance(value, int | float) and space._contains(space.to_internal_repr(value)):  # noqa: SLF001 - the only way to ask
            start[name] = value
    return start


def _balance(frame: Frame) -> float | None:
    """Rows of the first class for each of the second, where the second is rare."""
    if frame.problem.task != "binary":
        return None
    share = float(frame.target.mean())
    return (1 - share) / share if 0 < share <= RARE else None
