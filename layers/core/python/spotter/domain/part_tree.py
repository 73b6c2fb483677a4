"""The list of a version's parts as a hash tree: one more part costs a few hashes, however many there are.

The tree is a function of the list: each node holds 256 children, only the last of a level may hold fewer. So
a list that grew has the root of the same list written at once, and shares all nodes but the last of a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from spotter.contracts.datasets import DatasetPart, Tree

FAN = 256
"""Children of a node: 100,000 parts are three levels, and a node is some 40 KB."""


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """Parts, or the digests of the nodes below."""

    parts: tuple[DatasetPart, ...] = ()
    below: tuple[str, ...] = ()


class Nodes(Protocol):
    """Where nodes are kept, each under the digest of its content."""

    def keep(self, node: Node) -> str:
        """Keep a node and give its digest."""
        ...

    def read(self, digest: str) -> Node:
        """Read a node, or raise NotFound or Corrupt."""
        ...


def planted(parts: Iterable[DatasetPart], nodes: Nodes) -> Tree:
    """Make the tree of a list of parts."""
    return _Growth(nodes).through(parts)


def grown(tree: Tree, parts: Iterable[DatasetPart], nodes: Nodes) -> Tree:
    """Make the tree of a list and parts that come after it; only the nodes on the right are hashed anew."""
    return _Growth(nodes, tree).through(parts)


def parts_of(tree: Tree, nodes: Nodes) -> Iterator[DatasetPart]:
    """Give the parts of a tree in their order."""
    waiting = [tree.root]
    while waiting:
        node = nodes.read(waiting.pop())
        yield from node.parts
        waiting += reversed(node.below)


class _Growth:
    """The open nodes of each level, from the parts up; a full one is kept and named one level higher."""

    def __init__(self, nodes: Nodes, tree: Tree | None = None) -> None:
        self._nodes = nodes
        self._parts: list[DatasetPart] = []
        self._levels: list[list[str]] = []
        self._count = 0
        if tree is not None:
            self._open(tree)

    def through(self, parts: Iterable[DatasetPart]) -> Tree:
        """Take parts in and close what is open."""
        for part in parts:
            if len(self._parts) == FAN:
                self._name(0, self._close_parts())
            self._parts.append(part)
            self._count += 1
        root, level = self._close_parts(), 0
        while level < len(self._levels):
            self._name(level, root)
            root = self._nodes.keep(Node(below=tuple(self._levels[level])))
            level += 1
        return Tree(root, self._count, level + 1)

    def _open(self, tree: Tree) -> None:
        """Open the last node of each level again."""
        self._count = tree.count
        node = self._nodes.read(tree.root)
        for _ in range(tree.height - 1):
            *closed, last = node.below
            self._levels.insert(0, closed)
            node = self._nodes.read(last)
        self._parts = list(node.parts)

    def _close_parts(self) -> str:
        digest = self._nodes.keep(Node(parts=tuple(self._parts)))
        self._parts = []
        return digest

    def _name(self, level: int, digest: str) -> None:
        if level == len(self._levels):
            self._levels.append([])
        if len(self._levels[level]) == FAN:
            self._name(level + 1, self._nodes.keep(Node(below=tuple(self._levels[level]))))
            self._levels[level] = []
        self._levels[level].append(digest)
