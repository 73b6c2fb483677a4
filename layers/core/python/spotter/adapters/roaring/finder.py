"""The index of a catalogue: sorted columns and compressed bitmaps, measured at a million things.

What was learned last is looked at one by one; when that grows, it becomes a segment of its own.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from spotter.adapters.roaring.segment import SavedSegment, Segment
from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.matching import matches
from spotter.ports.finder import Finder, Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spotter.domain.catalogue.query import Query

MOST_LOOSE = 500
"""Things that are looked at one by one: these take about as long as a search in a million indexed ones."""


class RoaringFinder:
    """Segments, the oldest first, and loose things that are newer than all of them."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._loose: dict[str, Entry] = {}
        self._number = 0

    @property
    def number(self) -> int:
        """The last change that was learned."""
        return self._number

    def learn(self, entries: Sequence[Entry], *, number: int) -> None:
        """Take in things as they are after a change; an id that is known is replaced."""
        for entry in entries:
            for segment in self._segments:
                segment.replace(entry.id)
            self._loose[entry.id] = entry
        if len(self._loose) > MOST_LOOSE:
            self._segments.append(Segment.of(list(self._loose.values())))
            self._loose = {}
        self._number = max(self._number, number)

    def find(self, query: Query, *, before: int | None = None, limit: int = 50) -> Found:
        """Find a page of things, the last changed first."""
        loose = [entry for entry in self._loose.values() if matches(query, entry)]
        found = [(segment, segment.find(query)) for segment in self._segments]
        total = len(loose) + sum(len(rows) for _, rows in found)

        def changed() -> Iterator[tuple[int, str]]:
            newest = sorted(((entry.number, entry.id) for entry in loose), reverse=True)
            yield from ((number, id_) for number, id_ in newest if before is None or number < before)
            for segment, rows in reversed(found):
                yield from segment.page(rows, before=before, limit=limit + 1)

        page = list(islice(changed(), limit + 1))
        more = page[limit - 1][0] if len(page) > limit else None
        return Found(total, tuple(id_ for _, id_ in page[:limit]), more)

    def saved(self) -> bytes:
        """Write down everything that was learned."""
        segments = [segment.saved() for segment in self._segments]
        return msgspec.msgpack.encode((self._number, segments, list(self._loose.values())))

    @classmethod
    def restored(cls, content: bytes) -> RoaringFinder:
        """Read what was written down."""
        kind = tuple[int, list[SavedSegment], list[Entry]]
        number, segments, loose = msgspec.msgpack.decode(content, type=kind)
        finder = cls()
        finder._segments = [segment.restored() for segment in segments]
        finder.learn(loose, number=number)
        return finder


if TYPE_CHECKING:
    _port: type[Finder] = RoaringFinder
