"""Whether the parts of a model document fit together."""

from __future__ import annotations

from collections.abc import Sequence

from spotter.contracts.documents import (
    Body,
    Centres,
    Isolation,
    IsolationTree,
    Kernel,
    Linear,
    ModelDocument,
    Network,
    Preparation,
)


def fits(document: ModelDocument) -> bool:
    """Tell whether a document can be evaluated: no evaluation may end outside a list, or not at all."""
    if not prepares(document.preparation, document.features):
        return False
    if document.link == "share" and len(document.quantiles) < 2:  # noqa: PLR2004 - a line needs two ends
        return False
    width = len(document.preparation.numbers) + sum(words for _, words in document.preparation.words)
    return _body_fits(document.body, width)


def _body_fits(body: Body, width: int) -> bool:
    match body:
        case Linear():
            return _layer_fits(body.weights, body.offsets, width)
        case Network():
            return _network_fits(body, width)
        case Kernel():
            return len(body.points) == len(body.weights) and all(len(point) == width for point in body.points)
        case Centres():
            return bool(body.centres) and all(len(centre) == width for centre in body.centres)
        case Isolation():
            return bool(body.trees) and body.usual > 0 and all(_tree_fits(tree, width) for tree in body.trees)


def prepares(preparation: Preparation, features: int) -> bool:
    """Tell whether a preparation can be followed for rows of so many features."""
    count = len(preparation.numbers)
    told = (preparation.fill, preparation.centre, preparation.scale)
    places = [*preparation.numbers, *(at for at, _ in preparation.words)]
    return (
        all(len(each) == count for each in told)
        and all(0 <= at < features for at in places)
        and all(preparation.scale)
    )


def _layer_fits(weights: Sequence[Sequence[float]], offsets: Sequence[float], width: int) -> bool:
    return len(weights) == len(offsets) > 0 and all(len(row) == width for row in weights)


def _network_fits(body: Network, width: int) -> bool:
    for layer in body.layers:
        if not _layer_fits(layer.weights, layer.offsets, width):
            return False
        width = len(layer.weights)
    return bool(body.layers)


def _tree_fits(tree: IsolationTree, width: int) -> bool:
    """Every way down must end: children come after their parent."""
    count = len(tree.lengths)
    sides = (tree.features, tree.thresholds, tree.left, tree.right)
    if not count or any(len(side) != count for side in sides):
        return False
    inner = [at for at in range(count) if tree.left[at] >= 0]
    return all(
        at < tree.left[at] < count and at < tree.right[at] < count and 0 <= tree.features[at] < width
        for at in inner
    )
