"""A claim gives at most its number of identities in any hour, whatever runs between whatever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.fleet import NOON, Fleet
from spotter.adapters.memory.records import MemoryRecords
from spotter.errors import Unavailable
from spotter.ports.records import Key, Record, Write

HOUR = timedelta(hours=1)


class Interrupted(MemoryRecords):
    """Records where somebody else's whole request may run between a read or a write and the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.interrupt: Callable[[], None] = lambda: None

    def get(self, key: Key) -> Record | None:
        self.interrupt()
        return super().get(key)

    def put_all(self, writes: Sequence[Write]) -> None:
        self.interrupt()
        super().put_all(writes)


class Crowd:
    """Devices that ask one after the other or in the middle of another's request, as the plan says."""

    def __init__(self, per_hour: int, serials: int, plan: Sequence[bool]) -> None:
        self.records = Interrupted()
        self.fleet = Fleet(self.records, serials=serials, per_hour=per_hour)
        self.waiting = list(range(serials))
        self.plan = list(plan)
        self.granted: list[int] = []
        self.records.interrupt = self.interrupt

    def interrupt(self) -> None:
        if self.plan and self.plan.pop():
            self.next()

    def next(self) -> None:
        if not self.waiting:
            return
        number = self.waiting.pop()
        try:
            decided = self.fleet.ask(number)
        except Unavailable:
            return
        if decided.thing is not None:
            self.granted.append(number)

    def run(self) -> None:
        while self.waiting:
            self.next()


@given(
    per_hour=st.integers(0, 4),
    serials=st.integers(1, 8),
    plan=st.lists(st.booleans(), max_size=60),
)
@settings(max_examples=150, deadline=None)
def test_requests_that_cut_into_each_other_gain_no_more_than_the_limit(
    per_hour: int, serials: int, plan: list[bool]
) -> None:
    crowd = Crowd(per_hour, serials, plan)

    crowd.run()

    assert len(crowd.granted) <= per_hour
    assert {each.name for each in crowd.fleet.devices()} == {f"helmet-{number}" for number in crowd.granted}


@given(per_hour=st.integers(1, 3), waits=st.lists(st.integers(0, 2400), min_size=1, max_size=25))
@settings(max_examples=100, deadline=None)
def test_no_hour_has_more_identities_than_the_limit_wherever_it_begins(
    per_hour: int, waits: list[int]
) -> None:
    fleet = Fleet(serials=len(waits), per_hour=per_hour)
    given_at = []
    for number, wait in enumerate(waits):
        fleet.now += timedelta(seconds=wait)
        if fleet.ask(number).thing is not None:
            given_at.append(fleet.now)

    assert given_at[0] == NOON + timedelta(seconds=waits[0])
    for begin in given_at:
        assert len([each for each in given_at if begin <= each < begin + HOUR]) <= per_hour


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()), min_size=1, max_size=20),
)
@settings(max_examples=100, deadline=None)
def test_a_serial_has_one_identity_until_somebody_allows_it_again(
    asked: list[tuple[int, int, bool]],
) -> None:
    fleet = Fleet(serials=3, per_hour=100)
    first: dict[int, int] = {}

    for number, certificate, _ in asked:
        fleet.ask(number, certificate)
        first.setdefault(number, certificate)

    assert {each.name: int(each.principal, 16) for each in fleet.devices()} == {
        f"helmet-{number}": certificate for number, certificate in first.items()
    }
