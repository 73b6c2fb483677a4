"""A shelf: what is remembered by name. Worked on in memory, written with the readings that changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Shelf(Generic[T]):
    """Things of one kind. Those that were taken since the last writing may have changed.

    What cannot be read begins anew: it is memory, and readings themselves are never kept here.
    """

    def __init__(self, prefix: str, kind: type[T], new: Callable[[], T], notes: Mapping[str, bytes]) -> None:
        self._prefix = prefix
        self._decoder = msgspec.json.Decoder(kind)
        self._new = new
        self._written = {name: content for name, content in notes.items() if name.startswith(prefix)}
        self._held: dict[str, T] = {}
        self._taken: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        """Name all that is remembered."""
        return iter(sorted({name.removeprefix(self._prefix) for name in (*self._written, *self._held)}))

    def look(self, name: str) -> T:
        """Give a thing to look at."""
        if name not in self._held:
            self._held[name] = self._read(self._prefix + name)
        return self._held[name]

    def take(self, name: str) -> T:
        """Give a thing to change."""
        self._taken.add(name)
        return self.look(name)

    def put(self, name: str, thing: T) -> None:
        """Replace a thing."""
        self._taken.add(name)
        self._held[name] = thing

    def changes(self) -> dict[str, bytes]:
        """Give what is to be written of what was taken."""
        return {self._prefix + name: msgspec.json.encode(self._held[name]) for name in sorted(self._taken)}

    def written(self, changes: Mapping[str, bytes]) -> None:
        """Take note that all of this is on the disk."""
        self._written.update((name, changes[name]) for name in changes if name.startswith(self._prefix))
        self._taken.clear()

    def undo(self) -> None:
        """Go back to what is on the disk."""
        for name in self._taken:
            self._held.pop(name, None)
        self._taken.clear()

    def _read(self, name: str) -> T:
        content = self._written.get(name)
        if content is None:
            return self._new()
        try:
            return self._decoder.decode(content)
        except msgspec.DecodeError:
            return self._new()
