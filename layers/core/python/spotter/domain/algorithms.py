"""What is known of each algorithm before anything was measured: Table 1 of the paper, one row each.

`learning/algorithms` fits them; here stands what people choose by.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from spotter.contracts.labels import AheadLabel, AnomalyLabel, Label, LevelsLabel, MarkedLabel, ValueLabel
from spotter.contracts.learning import AlgorithmName

BINARY, MULTICLASS, REGRESSION = "binary", "multiclass", "regression"
ANOMALY: Literal["anomaly"] = "anomaly"
"""There is no label at all."""

CLASSES = frozenset({BINARY, MULTICLASS})
ANY = frozenset({BINARY, MULTICLASS, REGRESSION})


class Prior(NamedTuple):
    """What is expected of an algorithm, each from 0 (worst) to 1 (best)."""

    accuracy: float
    training_time: float
    latency: float
    size: float
    explainability: float


class Traits(NamedTuple):
    """One algorithm; `unlabelled` ones learn what is usual, and labels only calibrate them."""

    name: AlgorithmName
    title: str
    tasks: frozenset[str]
    prior: Prior
    good_for: str
    unlabelled: bool = False


TRAITS: dict[str, Traits] = {
    traits.name: traits
    for traits in (
        Traits(
            "boosted_tree",
            "Boosted trees",
            ANY,
            Prior(1.0, 0.6, 0.9, 0.6, 0.4),
            "the best scores on tables of sensors, with gaps and words among the numbers",
        ),
        Traits(
            "decision_forest",
            "Decision forest",
            ANY,
            Prior(0.8, 0.7, 0.8, 0.3, 0.5),
            "sound results without tuning, on mixed columns with gaps",
        ),
        Traits(
            "logistic_regression",
            "Logistic regression",
            CLASSES,
            Prior(0.5, 0.9, 1.0, 1.0, 1.0),
            "a first answer in seconds whose every weight can be read",
        ),
        Traits(
            "neural_network",
            "Neural network",
            ANY,
            Prior(0.7, 0.3, 0.5, 0.7, 0.1),
            "smooth curves through many numbers, where time to train is no matter",
        ),
        Traits(
            "svm",
            "Support vector machine",
            frozenset({BINARY}),
            Prior(0.6, 0.6, 0.6, 0.8, 0.3),
            "few rows with many numbers",
        ),
        Traits(
            "averaged_perceptron",
            "Averaged perceptron",
            frozenset({BINARY}),
            Prior(0.4, 1.0, 1.0, 1.0, 0.9),
            "many rows in little time where a straight cut is enough",
        ),
        Traits(
            "linear_regression",
            "Linear regression",
            frozenset({REGRESSION}),
            Prior(0.4, 1.0, 1.0, 1.0, 1.0),
            "values that follow their inputs in straight lines",
        ),
        Traits(
            "kmeans",
            "K-means",
            frozenset({BINARY, ANOMALY}),
            Prior(0.2, 0.9, 0.9, 0.9, 0.6),
            "telling what is unlike anything usual when danger has hardly been seen",
            unlabelled=True,
        ),
        Traits(
            "isolation_forest",
            "Isolation forest",
            frozenset({BINARY, ANOMALY}),
            Prior(0.25, 0.9, 0.6, 0.5, 0.3),
            "rare states in many columns when danger has hardly been seen",
            unlabelled=True,
        ),
    )
}


def task_of(label: Label) -> str:
    """Tell what kind of problem a label poses.

    >>> task_of(LevelsLabel("ch4", (1.0, 1.5), 60.0))
    'multiclass'
    """
    match label:
        case MarkedLabel() | AheadLabel():
            return BINARY
        case ValueLabel():
            return REGRESSION
        case AnomalyLabel():
            return ANOMALY
        case LevelsLabel():
            return BINARY if len(label.limits) == 1 else MULTICLASS
