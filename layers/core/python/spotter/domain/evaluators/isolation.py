"""Isolation forests: rows that few cuts set apart are unusual."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from spotter.contracts.documents import Isolation, IsolationTree


def isolation(body: Isolation, inputs: Sequence[float]) -> list[float]:
    """Give how unusual a row is, from 0 to 1.

    Trees were grown on single precision, so inputs are rounded to it before they are compared.
    """
    rounded = array("f", inputs)
    total = sum(_length(tree, rounded) for tree in body.trees)
    return [2.0 ** (-total / (len(body.trees) * body.usual))]


def _length(tree: IsolationTree, inputs: Sequence[float]) -> float:
    node = 0
    while tree.left[node] >= 0:
        goes_left = inputs[tree.features[node]] <= tree.thresholds[node]
        node = tree.left[node] if goes_left else tree.right[node]
    return tree.lengths[node]
