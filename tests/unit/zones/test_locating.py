"""From position readings to signals: batches repeat, overtake each other, and meet."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
import pytest

from builders.alarm_path import DEVICE, a_device, a_mover
from builders.zones import DEGREE_M, KIM, LEE, NOON, SITE, TENANT, a_fix, a_zone
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.fixes import Fix
from spotter.contracts.names import ProfileName, subject_of
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading, Scalar
from spotter.contracts.sites import Site
from spotter.domain.zones.tracks import joined
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Record, Write
from spotter.services.locate_people import LocatePeople
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.whereabouts import LastZones
from spotter.stores.zones import Zones

NUMBER = ChannelType.NUMBER
DEVICE_SUBJECT, KIM_SUBJECT = subject_of("device", DEVICE), subject_of("worker", KIM)
CHANNELS = {
    "lat": Channel(NUMBER, "deg", hazard="latitude"),
    "lon": Channel(NUMBER, "deg", hazard="longitude"),
    "acc": Channel(NUMBER, "m", hazard="accuracy"),
}


class Pit(NamedTuple):
    """A site with a zone and somebody who walks."""

    locate: LocatePeople
    queue: MemoryQueue
    ledger: AlarmLedger
    registry: Registry
    tracks: Tracks
    last: LastZones

    def said(self) -> list[Signal]:
        return [msgspec.json.decode(body, type=Signal) for body in self.queue.drain()]


def a_pit(*, remembered: MemoryRecords | None = None, changes_hands_s: float = 1e9) -> Pit:
    registered, queue, ledger = MemoryRecords(), MemoryQueue(), AlarmLedger(MemoryRecords())
    registry, zones = Registry(registered), Zones(registered)
    registry.put_site(Site(TENANT, SITE, "The pit"), expected=None)
    registry.add_profile(Profile(TENANT, ProfileName("gas-helmet"), 1, CHANNELS))
    registry.put_device(a_device(), expected=None)
    zones.put(a_zone(), expected=None)
    tracks = Tracks(remembered or MemoryRecords())
    last = LastZones(MemoryRecords())
    handed_on = NOON + timedelta(seconds=changes_hands_s)
    locate = LocatePeople(
        registry=registry,
        zones=zones,
        tracks=tracks,
        last=last,
        ledger=ledger,
        alarms=queue,
        wearer=lambda _tenant, _device, at: KIM if at < handed_on else LEE,
    )
    return Pit(locate, queue, ledger, registry, tracks, last)


def a_reading(seq: int, east_m: float) -> Reading:
    at = NOON + timedelta(seconds=10 * seq)
    values: dict[str, Scalar] = {"lat": 0.0, "lon": east_m / DEGREE_M, "acc": 2.0}
    return Reading(TENANT, SITE, DEVICE, ProfileName("gas-helmet"), 1, "b1", seq, at, at, values)


def walk(*easts: float, first: int = 0) -> list[Reading]:
    return [a_reading(first + step, east) for step, east in enumerate(easts)]


def test_walking_in_is_danger_and_walking_out_ends_it() -> None:
    pit = a_pit()

    pit.locate(walk(100.0, 0.0))
    (danger,) = pit.said()
    a_mover(pit.ledger, pit.registry, MemoryNotifier())(danger)
    pit.locate(walk(100.0, 100.0, 100.0, first=2))
    (over,) = pit.said()

    assert isinstance(danger, ConditionActive)
    assert (danger.rule, danger.subject) == ("zone-shaft", "worker~kim")
    assert isinstance(over, ConditionNormal)
    assert over.subject == danger.subject


def test_being_outside_is_not_said_over_and_over() -> None:
    pit = a_pit()

    assert [pit.locate(walk(100.0, first=step)).fixes for step in range(3)] == [1, 1, 1]

    assert pit.said() == []


def test_each_wearer_of_a_device_has_a_stay_of_their_own() -> None:
    pit = a_pit(changes_hands_s=15)

    pit.locate(walk(0.0, 0.0, 0.0))

    assert [each.subject for each in pit.said()] == ["worker~kim", "worker~lee"]


def test_a_reading_without_a_place_is_no_fix() -> None:
    pit = a_pit()
    nowhere = msgspec.structs.replace(a_reading(1, 0.0), values={"acc": 3.0})

    assert pit.locate([nowhere]) == (0, 0)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_the_order_of_batches_the_track_and_the_worst_are_the_same(seed: int) -> None:
    readings, chance = walk(100.0, 30.0, 19.0, 0.0, 10.0, 22.0, 100.0), random.Random(seed)  # noqa: S311 - a test
    shuffled = [*readings, *chance.sample(readings, 2)]
    chance.shuffle(shuffled)
    pit, orderly = a_pit(), a_pit()
    orderly.locate(readings)

    for reading in shuffled:
        pit.locate([reading])

    assert tracked(pit) == tracked(orderly)
    assert worst(pit.said()) == worst(orderly.said())


def test_two_batches_that_meet_both_count() -> None:
    records = Contended(times=2)
    pit = a_pit(remembered=records)

    pit.locate(walk(0.0))

    assert len(tracked(pit)) == 1
    with pytest.raises(Unavailable):
        a_pit(remembered=Contended(times=99)).locate(walk(0.0))


def test_a_track_reaches_two_hours_back() -> None:
    old, new = a_fix(0.0, at=-7201.0), a_fix(0.0, at=0.0)

    assert joined([old], [new]) == (new,)


def tracked(pit: Pit) -> tuple[Fix, ...]:
    return pit.tracks.of_devices(TENANT, [DEVICE])[DEVICE]


def worst(signals: Sequence[Signal]) -> tuple[object, ...]:
    active = [each for each in signals if isinstance(each, ConditionActive)]
    return (
        min(each.first_at for each in active),
        max(each.last_at for each in active),
        max(each.evidence.value for each in active),
    )


class Contended(MemoryRecords):
    """Records where another writer is first, some times."""

    def __init__(self, *, times: int) -> None:
        super().__init__()
        self._times = times

    def put(self, write: Write) -> Record:
        if self._times:
            self._times -= 1
            raise Conflict("record", write.key.sort, expected=write.expected)
        return super().put(write)


def test_the_last_zones_of_a_device_and_of_its_wearer_are_those_of_the_latest_fix() -> None:
    pit = a_pit()

    pit.locate(walk(100.0, 0.0))
    inside = [pit.last.find(TENANT, subject) for subject in (DEVICE_SUBJECT, KIM_SUBJECT)]
    pit.locate(walk(100.0, first=2))
    pit.locate(walk(0.0, first=1))  # comes again and late, and changes nothing
    outside = pit.last.find(TENANT, KIM_SUBJECT)

    assert [here.zones for here in inside if here] == [("shaft",), ("shaft",)]
    assert outside is not None
    assert (outside.zones, outside.at) == ((), NOON + timedelta(seconds=20))
