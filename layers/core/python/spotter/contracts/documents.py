"""Model documents: models that are no trees of LightGBM, as plain JSON that anybody can evaluate.

A row goes through the preparation, then the body, which gives raw outputs; each is scaled and shifted. The
link turns them into what people read: a value, a probability, or one probability a class.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
Activation = Literal["identity", "logistic", "tanh", "relu"]
Link = Literal["identity", "logistic", "softmax", "share"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all parts of a document share: no field that is not known."""


class Preparation(Part, frozen=True):
    """How features become inputs: numbers filled where missing, centred and divided; words one input each.

    `numbers` and the first of each pair in `words` are positions of features; the second says how many words
    there are. A word that is missing or was never seen sets none of its inputs.
    """

    numbers: tuple[int, ...]
    fill: Vector
    centre: Vector
    scale: Vector
    words: tuple[tuple[int, int], ...] = ()


class Linear(Part, frozen=True, tag="linear", tag_field="kind"):
    """One weighted sum an output."""

    weights: Matrix
    offsets: Vector


class Dense(Part, frozen=True):
    """A layer of a network: weighted sums, bent."""

    weights: Matrix
    offsets: Vector
    activation: Activation


class Network(Part, frozen=True, tag="network", tag_field="kind"):
    """Layers, one after the other."""

    layers: tuple[Dense, ...]


class Kernel(Part, frozen=True, tag="kernel", tag_field="kind"):
    """A weighted sum of how near the inputs are to points: `exp(-gamma * squared distance)`."""

    points: Matrix
    weights: Vector
    offset: float
    gamma: float


class Centres(Part, frozen=True, tag="centres", tag_field="kind"):
    """The distance to the nearest centre."""

    centres: Matrix


class IsolationTree(Part, frozen=True):
    """A tree that cuts at random; `lengths` says how long the way to each leaf is, 0 at inner nodes."""

    features: tuple[int, ...]
    thresholds: Vector
    left: tuple[int, ...]
    right: tuple[int, ...]
    lengths: Vector


class Isolation(Part, frozen=True, tag="isolation", tag_field="kind"):
    """How quickly trees cut a row off: `2^(-mean length / usual)`."""

    trees: tuple[IsolationTree, ...]
    usual: float


Body = Linear | Network | Kernel | Centres | Isolation


class ModelDocument(Part, frozen=True):
    """A whole model. `slope` and `offset` calibrate; `quantiles` make shares of usual rows."""

    format: Literal["spotter-model/1"]
    algorithm: str
    task: Literal["binary", "multiclass", "regression", "anomaly"]
    features: int
    preparation: Preparation
    body: Body
    link: Link
    scale: float = 1.0
    shift: float = 0.0
    slope: float = 1.0
    offset: float = 0.0
    quantiles: Vector = ()
