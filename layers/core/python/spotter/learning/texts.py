"""LightGBM's model text as a thing to calculate with: leaves scaled and moved, several models in one.

Floats are written by `repr`, so a text that was scaled by 1 says what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LEAVES = re.compile(r"(?m)^leaf_value=(.*)$")
SIZES = re.compile(r"(?m)^tree_sizes=.*\n")
TREES = re.compile(r"(?ms)^Tree=\d+\n.*?(?=^Tree=|^end of trees)")
GAINS = re.compile(r"(?ms)^feature_importances:\n.*?(?=^parameters:|\Z)")
"""Sums over the trees that were there; who loads the text counts again."""


def scaled(text: str, by: float, plus: float = 0.0) -> str:
    """Multiply all leaves, and add to those of the first tree: the raw output becomes `by` x it `+ plus`."""
    trees = iter(range(text.count("\nleaf_value=")))
    body = SIZES.sub("", text)
    return LEAVES.sub(lambda line: _leaves(line[1], by, plus if next(trees) == 0 else 0.0), body)


def averaged(texts: Sequence[str], weights: Sequence[float]) -> str:
    """Write models of the same features as one, whose raw output is their weighted mean.

    One model alone stays as it is, byte for byte.
    """
    if len(texts) == 1:
        return texts[0]
    total = sum(weights)
    trees = [
        tree
        for text, weight in zip(texts, weights, strict=True)
        for tree in TREES.findall(scaled(text, weight / total))
    ]
    first = SIZES.sub("", texts[0])
    head, tail = first[: first.index("Tree=0")], first[first.index("end of trees") :]
    return head + "".join(_numbered(trees)) + GAINS.sub("", tail)


def leaves_of(text: str) -> int:
    """Count the leaves of all trees: what size and latency grow with."""
    return sum(line[1].count(" ") + 1 for line in LEAVES.finditer(text))


def _numbered(trees: Sequence[str]) -> Iterator[str]:
    return (re.sub(r"\ATree=\d+", f"Tree={at}", tree) for at, tree in enumerate(trees))


def _leaves(values: str, by: float, plus: float) -> str:
    return "leaf_value=" + " ".join(repr(by * float(value) + plus) for value in values.split())
