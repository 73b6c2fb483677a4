"""Bodies that are weighted sums: linear models, networks, kernels, centres."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import mul

from spotter.contracts.documents import Activation, Centres, Dense, Kernel, Linear, Network, Vector

Inputs = Sequence[float]


def linear(body: Linear | Dense, inputs: Inputs) -> list[float]:
    """Give one weighted sum an output.

    >>> linear(Linear(((1.0, 2.0),), (0.5,)), [3.0, 4.0])
    [11.5]
    """
    return [
        sum(map(mul, weights, inputs), offset)
        for weights, offset in zip(body.weights, body.offsets, strict=True)
    ]


def network(body: Network, inputs: Inputs) -> list[float]:
    """Send inputs through all layers."""
    said = list(inputs)
    for layer in body.layers:
        bend = BENDS[layer.activation]
        said = [bend(value) for value in linear(layer, said)]
    return said


def kernel(body: Kernel, inputs: Inputs) -> list[float]:
    """Add up how near each point is."""
    near = (math.exp(-body.gamma * _squared(point, inputs)) for point in body.points)
    return [sum(map(mul, body.weights, near), body.offset)]


def centres(body: Centres, inputs: Inputs) -> list[float]:
    """Give the distance to the nearest centre.

    >>> centres(Centres(((0.0, 0.0), (3.0, 3.0))), [3.0, 4.0])
    [1.0]
    """
    return [math.dist(min(body.centres, key=lambda centre: math.dist(centre, inputs)), inputs)]


def logistic(value: float) -> float:
    """Bend a number into a share, without overflow on either side.

    >>> logistic(0.0), logistic(-1000.0), logistic(1000.0)
    (0.5, 0.0, 1.0)
    """
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    grown = math.exp(value)
    return grown / (1 + grown)


def _squared(point: Vector, inputs: Inputs) -> float:
    return sum((a - b) * (a - b) for a, b in zip(point, inputs, strict=True))


def _same(value: float) -> float:
    return value


def _relu(value: float) -> float:
    return value if value > 0 else 0.0


BENDS: dict[Activation, Callable[[float], float]] = {
    "identity": _same,
    "logistic": logistic,
    "tanh": math.tanh,
    "relu": _relu,
}
