"""The files of a thing, several at a time; those of a large version by the tree that lists its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spotter.contracts.catalogue import Entry, HeldFile, Kind
from spotter.contracts.datasets import DatasetPart
from spotter.contracts.names import DatasetName
from spotter.errors import Corrupt, NotFound
from spotter.ports.objects import Objects
from spotter.services.describe_things import MOST_PARTS
from spotter.stores.dataset_versions import part_key
from spotter.stores.part_lists import StoredNodes, folder_of


def files_of(lake: Objects, entry: Entry) -> Iterator[Sequence[HeldFile]]:
    """Give the files of a thing; a node is given before it is read, so that it can be repaired in between."""
    yield entry.files
    root = _root(entry)
    if root is None:
        return
    name = DatasetName(entry.name)
    nodes = StoredNodes(lake, f"{folder_of(entry.tenant, name)}nodes/")
    waiting = [root]
    while waiting:
        digest = waiting.pop()
        yield (HeldFile(nodes.key(digest), digest, 0),)
        try:
            node = nodes.read(digest)
        except (NotFound, Corrupt):
            continue
        yield tuple(_held(entry, name, part) for part in node.parts)
        waiting += reversed(node.below)


def _root(entry: Entry) -> str | None:
    """Name the root of the parts where they are too many to stand in the entry."""
    said = {triple.attribute: triple.value for triple in entry.recorded}
    parts = said.get("parts", 0.0)
    is_large = entry.kind is Kind.DATASET and isinstance(parts, float) and parts > MOST_PARTS
    return str(said["checksum"]) if is_large and entry.retired is None else None


def _held(entry: Entry, name: DatasetName, part: DatasetPart) -> HeldFile:
    return HeldFile(part_key(entry.tenant, name, part), part.sha256, part.size)
