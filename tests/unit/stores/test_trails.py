from __future__ import annotations

import pytest

from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.trails import Boot, Counts, Mark, Moment, Trail
from spotter.errors import Conflict, Corrupt
from spotter.ports.records import Key, Write
from spotter.stores.trails import Trails

TENANT, DEVICE = Tenant("acme"), DeviceName("helmet-7")


def a_trail() -> Trail:
    return Trail(
        counts=Counts(published=3, accepted=2, duplicates=1),
        boots={"b1": Boot(begins=1, newest=9, seen=[1, 2])},
        recent=[Moment(9, "b1", 2, 24, {"ch4": 0.1})],
        marks={"ch4": Mark(9, 0.1, 1, 0.2)},
        heard={"30": "bTEgICAg"},
    )


def test_a_trail_comes_back_as_it_was_written() -> None:
    trails = Trails(MemoryRecords())

    trails.put((TENANT, DEVICE), a_trail(), expected=None)

    (stored,) = trails.get_many([(TENANT, DEVICE), (TENANT, DeviceName("other"))]).values()
    assert stored.document == a_trail()
    assert trails.get(TENANT, DEVICE) == stored


def test_of_two_writers_the_second_is_told() -> None:
    trails = Trails(MemoryRecords())
    trails.put((TENANT, DEVICE), a_trail(), expected=None)

    with pytest.raises(Conflict):
        trails.put((TENANT, DEVICE), a_trail(), expected=None)


def test_a_trail_that_cannot_be_read_is_told_and_never_begun_anew() -> None:
    records = MemoryRecords()
    records.put(Write(Key("acme#trails", DEVICE), "{", None))

    with pytest.raises(Corrupt):
        Trails(records).get(TENANT, DEVICE)
