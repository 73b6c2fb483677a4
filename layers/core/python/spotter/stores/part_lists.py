"""Lists of parts: the nodes of a dataset's hash trees, each an object under the digest of its content."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import msgspec

from spotter.contracts.names import DatasetName, Tenant
from spotter.domain.part_tree import Node
from spotter.errors import Corrupt
from spotter.ports.objects import Objects

T = TypeVar("T", bound=msgspec.Struct)


class StoredNodes:
    """Nodes of part lists, each under the digest of its content."""

    def __init__(self, objects: Objects, folder: str) -> None:
        self._objects = objects
        self._folder = folder

    def keep(self, node: Node) -> str:
        """Keep a node and give its digest."""
        content = msgspec.json.encode(node)
        digest = hashlib.sha256(content).hexdigest()
        self._objects.put(self.key(digest), content)
        return digest

    def key(self, digest: str) -> str:
        """Say where a node is stored."""
        return f"{self._folder}{digest[:32]}.json"

    def read(self, digest: str) -> Node:
        """Read a node, or raise NotFound or Corrupt."""
        key = self.key(digest)
        content = self._objects.get(key)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Corrupt(f"the part list {key} is not what was written", key=key)
        return decoded(content, Node, key)


def folder_of(tenant: Tenant, name: DatasetName) -> str:
    """Say under what everything of a dataset is kept."""
    return f"datasets/tenant={tenant}/dataset={name}/"


def decoded(content: bytes, kind: type[T], key: str) -> T:
    """Read a stored JSON text, or raise Corrupt."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as err:
        raise Corrupt(f"{key} cannot be read: {err}", key=key) from err
