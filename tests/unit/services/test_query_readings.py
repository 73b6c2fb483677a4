"""Queries of what no compaction has taken in yet: complete, page by page, and read once."""

from __future__ import annotations

from collections import Counter

import msgspec

from builders.archive import SITE, TENANT, a_reading, an_archive, at
from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.archive import Selection, Value
from spotter.services.query_readings import Page

ASKED = Selection(since=at(0), until=at(3600), limit=2)


class CountedObjects(MemoryObjects):
    """Objects that count how often each is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: Counter[str] = Counter()

    def get(self, key: str) -> bytes:
        self.read[key] += 1
        return super().get(key)


def numbers(page: Page) -> list[int]:
    return [row.seq for row in page.rows if isinstance(row, Value)]


def test_further_pages_read_no_raw_object_again_and_new_ones_are_seen() -> None:
    objects = CountedObjects()
    platform = an_archive(objects=objects)
    platform.arrive([a_reading(seq, {"ch4": 0.1}) for seq in range(3)])

    first = platform.query(TENANT, SITE, ASKED)
    second = platform.query(TENANT, SITE, msgspec.structs.replace(ASKED, after=first.next))
    reads = {key: count for key, count in objects.read.items() if key.startswith("readings/")}
    platform.arrive([a_reading(7, {"ch4": 0.7})])
    third = platform.query(TENANT, SITE, msgspec.structs.replace(ASKED, after=first.next))

    assert numbers(first) + numbers(second) == [0, 1, 2]
    assert set(reads.values()) == {1}
    assert numbers(third) == [2, 7]
