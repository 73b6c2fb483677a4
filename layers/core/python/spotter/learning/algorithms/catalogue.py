"""All algorithms by name: Table 1 of the paper, one row each."""

from __future__ import annotations

from spotter.errors import Invalid
from spotter.learning.algorithms.boosted import BOOSTED_TREE
from spotter.learning.algorithms.forest import DECISION_FOREST
from spotter.learning.algorithms.linear import AVERAGED_PERCEPTRON, LINEAR_REGRESSION, LOGISTIC_REGRESSION
from spotter.learning.algorithms.networks import NEURAL_NETWORK
from spotter.learning.algorithms.outliers import ISOLATION_FOREST, KMEANS
from spotter.learning.algorithms.port import Algorithm
from spotter.learning.algorithms.vectors import SVM
from spotter.learning.metrics import Task

ALGORITHMS: dict[str, Algorithm] = {
    algorithm.name: algorithm
    for algorithm in (
        BOOSTED_TREE,
        DECISION_FOREST,
        LOGISTIC_REGRESSION,
        NEURAL_NETWORK,
        SVM,
        AVERAGED_PERCEPTRON,
        LINEAR_REGRESSION,
        KMEANS,
        ISOLATION_FOREST,
    )
}


def algorithm_named(name: str, task: Task) -> Algorithm:
    """Find an algorithm that learns a task.

    Raises:
        Invalid: there is none of this name, or it does not learn this task.
    """
    fitting = ", ".join(one.name for one in fitting_for(task))
    if name not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise Invalid(f"there is no algorithm named {name}; there are: {known}", algorithm=name)
    if task not in ALGORITHMS[name].traits.tasks:
        raise Invalid(f"{name} does not learn a {task} label; these do: {fitting}", algorithm=name, task=task)
    return ALGORITHMS[name]


def fitting_for(task: Task) -> tuple[Algorithm, ...]:
    """Give the algorithms that learn a task."""
    return tuple(one for one in ALGORITHMS.values() if task in one.traits.tasks)
