"""Wherever ingest dies, the queue delivers again, and nothing is lost, doubled or counted wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from builders.alarm_path import (
    DEVICE,
    NOON,
    SITE,
    TENANT,
    AlarmPath,
    a_body,
    a_device,
    after,
    an_alarm_path,
    an_item,
)
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.names import DeviceName
from spotter.contracts.trails import Counts
from spotter.errors import Unavailable
from spotter.ports.records import Key, Record, Write

OTHER = "longwall-2"
BATCH = {
    "m1": a_body({"readings": [an_item({"ch4": 1.2}, seq=1), an_item({"helium": 1}, seq=2)]}),
    "m2": a_body(an_item({"ch4": 0.2}, seq=3, at=after(3))),
    "m3": a_body(an_item({"ch4": 1.2}, seq=1)),
    "m4": a_body(an_item({"ch4": 0.1}, seq=1), device=OTHER),
}


class Fuse:
    """Counts calls of ports and burns at one of them, before or after it did its work."""

    def __init__(self) -> None:
        self.left: float = float("inf")
        self.calls = 0

    def call(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the port gives
        self.calls += 1
        self.left -= 1
        if self.left == 0:
            raise Unavailable("it died before the call")
        done = work()
        if self.left == 0.5:
            self.left = float("inf")
            raise Unavailable("it died after the call")
        return done


class FusedRecords(MemoryRecords):
    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        found: dict[Key, Record] = self._fuse.call(lambda: MemoryRecords.get_many(self, keys))
        return found

    def put_all(self, writes: Sequence[Write]) -> None:
        self._fuse.call(lambda: MemoryRecords.put_all(self, writes))


class FusedObjects(MemoryObjects):
    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def put(self, key: str, content: bytes) -> None:
        self._fuse.call(lambda: MemoryObjects.put(self, key, content))


def a_fused_path() -> tuple[AlarmPath, Fuse]:
    fuse = Fuse()
    path = an_alarm_path(archive=FusedObjects(fuse), records=FusedRecords(fuse))
    path.registry.put_device(a_device(OTHER), expected=None)
    return path, fuse


def moments() -> Iterator[float]:
    path, fuse = a_fused_path()
    path.ingest(BATCH)
    for call in range(1, fuse.calls + 1):
        yield from (call, call + 0.5)


def counts(path: AlarmPath, device: str) -> Counts | None:
    stored = path.trails.get(TENANT, DeviceName(device))
    return stored.document.counts if stored else None


@pytest.mark.parametrize("moment", list(moments()))
@pytest.mark.parametrize("again", [[["m1", "m2", "m3", "m4"]], [["m4", "m2"], ["m1"], ["m3"]]])
def test_a_batch_that_dies_and_comes_again_is_whole(moment: float, again: list[list[str]]) -> None:
    path, fuse = a_fused_path()
    fuse.left = moment

    with pytest.raises(Unavailable):
        path.ingest(BATCH)
    for names in again:
        path.ingest({name: BATCH[name] for name in names})

    assert counts(path, DEVICE) == Counts(published=4, accepted=2, quarantined=1, duplicates=1)
    assert counts(path, OTHER) == Counts(published=1, accepted=1)
    kept = {reading.id for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)}
    assert kept == {f"{DEVICE}/b1/1", f"{DEVICE}/b1/3", f"{OTHER}/b1/1"}
    refused = {(refusal.delivery, refusal.position) for refusal in path.quarantine.scan(TENANT)}
    assert refused == {("m1", 1)}
    assert any(isinstance(signal, ConditionActive) for signal in path.signals())
    assert path.windows.drain()


def test_twins_of_one_batch_count_it_once() -> None:
    path, _ = a_fused_path()

    path.ingest(BATCH)
    path.ingest(BATCH)

    assert counts(path, DEVICE) == Counts(published=4, accepted=2, quarantined=1, duplicates=1)


def test_who_loses_the_race_for_a_trail_reads_it_again() -> None:
    class Raced(MemoryRecords):
        rival: Callable[[], object] | None = None

        def put_all(self, writes: Sequence[Write]) -> None:
            rival, self.rival = self.rival, None
            if rival is not None:
                rival()
            MemoryRecords.put_all(self, writes)

    records = Raced()
    path = an_alarm_path(records=records)
    records.rival = lambda: path.ingest({"m9": a_body(an_item({"ch4": 0.3}, seq=9))})

    path.ingest({"m1": a_body(an_item({"ch4": 0.2}, seq=9)), "m2": a_body(an_item({"ch4": 0.2}, seq=1))})

    assert counts(path, DEVICE) == Counts(published=3, accepted=2, duplicates=1, conflicts=1)
