"""Immutable objects under a path: the lake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Objects(Protocol):
    """Objects by key. Writing the same key again with the same content is harmless; keys sort as text."""

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        ...

    def get(self, key: str) -> bytes:
        """Read an object.

        Raises:
            NotFound: there is none under that key.
        """
        ...

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """List the keys that begin with the prefix and sort after `after`, in order."""
        ...
