"""Objects in a dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spotter.errors import NotFound
from spotter.ports.objects import Objects


class MemoryObjects:
    """The readable definition of Objects."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        self._objects[key] = content

    def get(self, key: str) -> bytes:
        """Read an object, or raise NotFound."""
        try:
            return self._objects[key]
        except KeyError as err:
            raise NotFound("object", key) from err

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """List the keys that begin with the prefix and sort after `after`."""
        return iter(sorted(key for key in self._objects if key.startswith(prefix) and key > after))


if TYPE_CHECKING:
    _: Objects = MemoryObjects()
