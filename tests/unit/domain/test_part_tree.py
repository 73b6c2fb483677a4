"""The list of parts as a hash tree: the same list is the same tree, and one more part costs a few hashes."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.datasets import DatasetPart
from spotter.domain.part_tree import Node, grown, parts_of, planted


class CountingNodes:
    """Nodes in memory that count what is hashed."""

    def __init__(self) -> None:
        self.nodes: dict[str, bytes] = {}
        self.hashed = 0

    def keep(self, node: Node) -> str:
        self.hashed += 1
        content = msgspec.json.encode(node)
        digest = hashlib.sha256(content).hexdigest()
        self.nodes[digest] = content
        return digest

    def read(self, digest: str) -> Node:
        return msgspec.json.decode(self.nodes[digest], type=Node)


def parts(count: int, first: int = 0) -> list[DatasetPart]:
    return [DatasetPart(f"pit/{number}", f"{number:064x}", 1, 1) for number in range(first, first + count)]


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_one_more_part_costs_three_hashes_at_most_however_many_there_are(count: int) -> None:
    nodes = CountingNodes()
    tree = planted(parts(count), nodes)

    before = nodes.hashed
    larger = grown(tree, parts(1, count), nodes)

    assert nodes.hashed - before <= 3
    assert larger.count == count + 1
    assert larger.root != tree.root


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 512, 65_536, 65_537])
def test_a_list_grown_part_by_part_is_the_tree_of_the_whole(count: int) -> None:
    nodes = CountingNodes()
    whole = planted(parts(count + 2), nodes)

    in_steps = grown(grown(planted(parts(count), nodes), parts(1, count), nodes), parts(1, count + 1), nodes)

    assert in_steps == whole
    assert list(parts_of(in_steps, nodes)) == parts(count + 2)


@given(st.integers(0, 600), st.integers(0, 600))
def test_growing_by_many_is_the_same_as_writing_them_at_once(first: int, more: int) -> None:
    nodes = CountingNodes()

    tree = grown(planted(parts(first), nodes), parts(more, first), nodes)

    assert tree == planted(parts(first + more), nodes)
    assert list(parts_of(tree, nodes)) == parts(first + more)


def test_another_order_is_another_tree() -> None:
    nodes = CountingNodes()
    one, two = parts(2)

    assert planted([one, two], nodes).root != planted([two, one], nodes).root
