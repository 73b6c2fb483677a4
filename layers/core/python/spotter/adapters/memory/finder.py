"""Finds things by looking at each of them: what every index has to agree with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.matching import matches
from spotter.ports.finder import Finder, Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spotter.domain.catalogue.query import Query


class MemoryFinder:
    """Things in a dictionary."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._number = 0

    @property
    def number(self) -> int:
        """The last change that was learned."""
        return self._number

    def learn(self, entries: Sequence[Entry], *, number: int) -> None:
        """Take in things as they are after a change."""
        self._entries.update({entry.id: entry for entry in entries})
        self._number = max(self._number, number)

    def find(self, query: Query, *, before: int | None = None, limit: int = 50) -> Found:
        """Look at each thing, the last changed first."""
        found = [entry for entry in self._entries.values() if matches(query, entry)]
        page = sorted(
            (entry for entry in found if before is None or entry.number < before),
            key=lambda entry: -entry.number,
        )
        more = page[limit - 1].number if len(page) > limit else None
        return Found(len(found), tuple(entry.id for entry in page[:limit]), more)

    def saved(self) -> bytes:
        """Write down everything that was learned."""
        return msgspec.msgpack.encode((self._number, list(self._entries.values())))

    @classmethod
    def restored(cls, content: bytes) -> MemoryFinder:
        """Read what was written down."""
        number, entries = msgspec.msgpack.decode(content, type=tuple[int, list[Entry]])
        finder = cls()
        finder.learn(entries, number=number)
        return finder


if TYPE_CHECKING:
    _port: type[Finder] = MemoryFinder
