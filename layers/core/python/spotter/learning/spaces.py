"""What the search may vary, and where it starts."""

from __future__ import annotations

from collections.abc import Mapping

from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

from spotter.learning.frames import Frame

Params = dict[str, float | int]

PORTFOLIO: tuple[Params, ...] = (
    {"num_leaves": 31, "min_data_in_leaf": 20, "feature_fraction": 0.8, "lambda_l1": 1e-3, "lambda_l2": 1e-2},
    {"num_leaves": 7, "min_data_in_leaf": 20, "feature_fraction": 0.5, "lambda_l1": 1e-3, "lambda_l2": 1.0},
    {"num_leaves": 15, "min_data_in_leaf": 5, "feature_fraction": 0.4, "lambda_l1": 1e-3, "lambda_l2": 5.0},
    {"num_leaves": 63, "min_data_in_leaf": 40, "feature_fraction": 0.4, "lambda_l1": 0.1, "lambda_l2": 5.0},
    {"num_leaves": 4, "min_data_in_leaf": 10, "feature_fraction": 0.8, "lambda_l1": 1e-3, "lambda_l2": 0.1},
    {
        "num_leaves": 255,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.6,
        "lambda_l1": 0.1,
        "lambda_l2": 10.0,
    },
)
"""Starting points from stumps to large trees; the first is close to LightGBM's defaults."""

SPACE: dict[str, BaseDistribution] = {
    "num_leaves": IntDistribution(3, 255, log=True),
    "min_data_in_leaf": IntDistribution(2, 200, log=True),
    "feature_fraction": FloatDistribution(0.2, 1.0),
    "lambda_l1": FloatDistribution(1e-3, 10.0, log=True),
    "lambda_l2": FloatDistribution(1e-3, 50.0, log=True),
}


def portfolio(_frame: Frame) -> list[dict[str, float | int]]:
    """Give the starting points for a frame."""
    return [dict(params) for params in PORTFOLIO]


def known(params: Mapping[str, object]) -> dict[str, float | int]:
    """Take from a model's parameters what is searched here and within bounds; the rest from the portfolio."""
    start = dict(PORTFOLIO[0])
    for name, space in SPACE.items():
        value = params.get(name)
        if isinstance(value, int | float) and space._contains(space.to_internal_repr(value)):  # noqa: SLF001 - the only way to ask
            start[name] = value
    return start
