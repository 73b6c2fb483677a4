"""Objects in memory: what a lake does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from spotter.adapters.clock import system_clock
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.ports.eraser import Eraser
from spotter.ports.links import Links
from spotter.ports.objects import Objects


class MemoryObjects:
    """Objects in a dictionary."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._stored: dict[str, bytes] = {}
        self._written: dict[str, datetime] = {}
        self._clock = clock

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        self._stored[key] = content
        self._written[key] = self._clock()

    def get(self, key: str) -> bytes:
        """Read an object, or raise NotFound."""
        if key not in self._stored:
            raise NotFound("object", key)
        return self._stored[key]

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """List the keys that begin with the prefix and sort after `after`, in order."""
        return iter(sorted(key for key in list(self._stored) if key.startswith(prefix) and key > after))

    def written_at(self, key: str) -> datetime | None:
        """Tell when an object was written last; None where there is none."""
        return self._written.get(key)

    def erase(self, key: str) -> None:
        """Take an object out; one that is not there stays so."""
        self._stored.pop(key, None)
        self._written.pop(key, None)

    def link(self, key: str, *, lasts_s: int) -> str:
        """Name an object as a link would; nothing fetches it."""
        return f"memory:{key}?lasts={lasts_s}"


if TYPE_CHECKING:
    _port: type[Objects] = MemoryObjects
    _links: type[Links] = MemoryObjects
    _eraser: type[Eraser] = MemoryObjects
