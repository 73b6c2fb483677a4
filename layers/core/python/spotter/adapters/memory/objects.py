"""Objects in memory: what a lake does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spotter.errors import NotFound
from spotter.ports.links import Links
from spotter.ports.objects import Objects


class MemoryObjects:
    """Objects in a dictionary."""

    def __init__(self) -> None:
        self._stored: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        self._stored[key] = content

    def get(self, key: str) -> bytes:
        """Read an object, or raise NotFound."""
        if key not in self._stored:
            raise NotFound("object", key)
        return self._stored[key]

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """List the keys that begin with the prefix and sort after `after`, in order."""
        return iter(sorted(key for key in list(self._stored) if key.startswith(prefix) and key > after))

    def link(self, key: str, *, lasts_s: int) -> str:
        """Name an object as a link would; nothing fetches it."""
        return f"memory:{key}?lasts={lasts_s}"


if TYPE_CHECKING:
    _port: type[Objects] = MemoryObjects
    _links: type[Links] = MemoryObjects
