"""Whatever ingest calls when it dies, tables, lake or queues: the batch comes again and is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
import pytest

from builders.alarm_path import DEVICE, GAS, NOON, SITE, TENANT, a_body, a_device, after, an_item
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import DeviceName
from spotter.contracts.trails import Counts
from spotter.errors import Unavailable
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers

T = TypeVar("T")
OTHER = DeviceName("longwall-2")
BATCH = {
    "m1": a_body({"readings": [an_item({"ch4": 1.2}, seq=1), an_item({"helium": 1}, seq=2)]}),
    "m2": a_body(an_item({"ch4": 0.2}, seq=3, at=after(3))),
    "m3": a_body(an_item({"ch4": 1.2}, seq=1)),
    "m4": a_body(an_item({"ch4": 0.1}, seq=1), device=OTHER),
}
PORTS = {
    *("registry", "rule_sets", "ledger", "trails", "memories"),
    *("lake", "quarantined", "alarms", "windows"),
}


class Fuse:
    """Counts the calls of all ports and burns at one of them, before or after it did its work."""

    def __init__(self) -> None:
        self.left = float("inf")
        self.called: list[str] = []

    def hang(self, port: T, name: str) -> T:
        """Give a port that burns the fuse."""
        return cast("T", _Hanging(port, name, self))

    def call(self, name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the port gives
        self.called.append(name)
        self.left -= 1
        if self.left == 0:
            raise Unavailable("it died before the call", port=name)
        done = work()
        if self.left == 0.5:
            self.left = float("inf")
            raise Unavailable("it died after the call", port=name)
        return done


class _Hanging:
    def __init__(self, port: object, name: str, fuse: Fuse) -> None:
        self._port, self._name, self._fuse = port, name, fuse

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 - whatever the port has
        real = getattr(self._port, method)
        return lambda *given, **named: self._fuse.call(self._name, lambda: real(*given, **named))


class World(NamedTuple):
    """Everything that outlives a process."""

    registry: MemoryRecords
    trails: MemoryRecords
    lake: MemoryObjects
    quarantined: MemoryObjects
    alarms: MemoryQueue
    windows: MemoryQueue
    ingest: IngestReadings

    def counts(self, device: str) -> Counts:
        stored = Trails(self.trails).get(TENANT, DeviceName(device))
        assert stored is not None
        return stored.document.counts


def a_world(fuse: Fuse) -> World:
    """A world whose every port hangs on a fuse."""
    registry, trails, lake, quarantined = MemoryRecords(), MemoryRecords(), MemoryObjects(), MemoryObjects()
    alarms, windows = MemoryQueue(), MemoryQueue()
    Registry(registry).add_profile(GAS)
    for device in (a_device(), a_device(OTHER, state=DeviceState.NEW)):
        Registry(registry).put_device(device, expected=None)
    parts = IngestParts(
        registry=Registry(fuse.hang(registry, "registry")),
        ledger=AlarmLedger(fuse.hang(MemoryRecords(), "ledger")),
        trails=Trails(fuse.hang(trails, "trails")),
        archive=Archive(fuse.hang(lake, "lake")),
        quarantine=Quarantine(fuse.hang(quarantined, "quarantined")),
        alarms=fuse.hang(alarms, "alarms"),
        windows=fuse.hang(windows, "windows"),
        fixes=fuse.hang(MemoryQueue(), "fixes"),
        rules=RulesInForce(RuleSets(fuse.hang(MemoryRecords(), "rule_sets")), lambda: NOON),
        memories=Memories(fuse.hang(MemoryRecords(), "memories")),
        assignments=Assignments(MemoryRecords()),
        workers=Workers(MemoryRecords()),
        last=LastZones(MemoryRecords()),
        clock=lambda: NOON,
    )
    return World(registry, trails, lake, quarantined, alarms, windows, IngestReadings(parts))


def moments() -> Iterator[float]:
    fuse = Fuse()
    a_world(fuse).ingest(BATCH)
    for call in range(1, len(fuse.called) + 1):
        yield from (call, call + 0.5)


def test_every_port_is_among_those_that_fail() -> None:
    fuse = Fuse()

    a_world(fuse).ingest(BATCH)

    assert set(fuse.called) >= PORTS


@pytest.mark.parametrize("again", [[["m1", "m2", "m3", "m4"]], [["m4", "m2"], ["m1"], ["m3"]]])
@pytest.mark.parametrize("moment", list(moments()))
def test_wherever_ingest_dies_a_batch_that_comes_again_is_whole(
    moment: float, again: list[list[str]]
) -> None:
    fuse = Fuse()
    world = a_world(fuse)
    fuse.left = moment

    with suppress(Unavailable):  # rules that cannot be read are no reason to die: the default ones judge
        world.ingest(BATCH)
    assert fuse.left <= 0 or fuse.left == float("inf"), "it did not fail"
    for names in again:
        world.ingest({name: BATCH[name] for name in names})

    assert world.counts(DEVICE) == Counts(published=4, accepted=2, quarantined=1, duplicates=1)
    assert world.counts(OTHER) == Counts(published=1, accepted=1)
    kept = {reading.id for reading in Archive(world.lake).scan(TENANT, SITE, since=NOON, until=NOON)}
    assert kept == {f"{DEVICE}/b1/1", f"{DEVICE}/b1/3", f"{OTHER}/b1/1"}
    refused = {(each.delivery, each.position) for each in Quarantine(world.quarantined).scan(TENANT)}
    assert refused == {("m1", 1)}
    signals = [msgspec.json.decode(body, type=Signal) for body in world.alarms.drain()]
    assert {type(signal) for signal in signals} >= {ConditionActive}
    assert signals.index(next(s for s in signals if isinstance(s, ConditionActive))) == 0
    assert {type(signal) for signal in signals} <= {ConditionActive, ConditionNormal}
    assert world.windows.drain()
    assert Registry(world.registry).device(TENANT, OTHER).document.state is DeviceState.ACTIVE
