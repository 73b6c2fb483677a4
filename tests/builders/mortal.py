"""Processes that die after any call to what lies outside them, and the world that outlives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from builders.alarm_path import NOON, PHONES, SITE, TENANT, danger
from builders.paging import Paging, a_paging, paging_stores
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.people import Medium
from spotter.contracts.sites import Site, Supervisor
from spotter.errors import Unavailable
from spotter.ports.notifier import Message, Receipt
from spotter.ports.records import Key, Record, Write
from spotter.ports.workflows import Run
from spotter.services.move_alarm import MoveAlarm
from spotter.stores.alarms import AlarmLedger
from spotter.stores.pages import Pages
from spotter.stores.philosophy import philosophy
from spotter.stores.registry import Registry

ALARM = "ch4-high.longwall-1"
DANGER = danger(0, alarm_class=AlarmClass.LIFE_SAFETY)


class Died(BaseException):
    """The process ends here; nothing of it catches this."""


class Fate:
    """Lets a process die after so many calls to what lies outside it."""

    def __init__(self, calls: int | None) -> None:
        self.left = calls

    def after(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise Died


class MortalRecords:
    """Records whose user may die after a call was carried out."""

    def __init__(self, records: MemoryRecords, fate: Fate) -> None:
        self._records, self._fate = records, fate

    def get(self, key: Key) -> Record | None:
        found = self._records.get(key)
        self._fate.after()
        return found

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        found = self._records.get_many(keys)
        self._fate.after()
        return found

    def put(self, write: Write) -> Record:
        written = self._records.put(write)
        self._fate.after()
        return written

    def put_all(self, writes: Sequence[Write]) -> None:
        self._records.put_all(writes)
        self._fate.after()

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        found = self._records.query(partition, prefix=prefix)
        self._fate.after()
        return found


class MortalNotifier(MemoryNotifier):
    """A carrier after whose taking a page the sender may die."""

    def __init__(self, outbox: list[Message], fate: Fate) -> None:
        super().__init__(Medium.SMS)
        self.outbox, self._fate = outbox, fate

    def send(self, message: Message) -> Receipt:
        receipt = super().send(message)
        self._fate.after()
        return receipt


class MortalWorkflow:
    """Runs after whose start the starter may die."""

    def __init__(self, runs: MemoryWorkflow, fate: Fate) -> None:
        self._runs, self._fate = runs, fate

    def start(self, *, name: str, payload: str) -> None:
        self._runs.start(name=name, payload=payload)
        self._fate.after()

    def describe(self, name: str) -> Run:
        return self._runs.describe(name)


class World:
    """What outlives a process: the records, the phones, the runs, and time."""

    def __init__(self) -> None:
        self.records, self.runs = MemoryRecords(), MemoryWorkflow()
        self.outbox: list[Message] = []
        self.now = NOON
        people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
        Registry(self.records).put_site(Site(TENANT, SITE, "The pit", people), expected=None)

    def clock(self) -> datetime:
        """Tell the time."""
        return self.now

    def process(self, fate: Fate, what: Callable[[World, Fate], object]) -> bool:
        """Run a process; False when it died or asks to be called again."""
        try:
            what(self, fate)
        except (Died, Unavailable):
            return False
        return True

    def until_done(self, calls: int, what: Callable[[World, Fate], object]) -> bool:
        """Let it die after so many calls, and deliver again as the queue does; True when it died at all."""
        if self.process(Fate(calls), what):
            return False
        for _ in range(3):
            self.now += timedelta(seconds=120)
            if self.process(Fate(None), what):
                return True
        raise AssertionError("it was not done after three more deliveries")

    def repeats(self) -> int:
        """Count the pages that say of themselves that they may have been doubled."""
        pages = Pages(self.records).of_occurrence(TENANT, SITE, ALARM, 1)
        return sum(page.attempt - 1 for page in pages)


def paging_of(world: World, fate: Fate) -> Paging:
    """Put paging together in a process with a fate."""
    records = MortalRecords(world.records, fate)
    return a_paging(
        AlarmLedger(records),
        Registry(records),
        [MortalNotifier(world.outbox, fate)],
        paging_stores(records),
        world.clock,
        runs=MortalWorkflow(world.runs, fate),
    )


def signal_arrives(world: World, fate: Fate) -> None:
    """Let danger arrive at a process."""
    ledger = AlarmLedger(MortalRecords(world.records, fate))
    summon = paging_of(world, fate).summon
    MoveAlarm(ledger=ledger, summon=summon, philosophy=philosophy(), clock=world.clock)(DANGER)


def each_death(
    prepared: Callable[[], World], what: Callable[[World, Fate], object]
) -> Iterator[tuple[int, World, Counter[str]]]:
    """Do a thing in one world after another, dying a call later each time, until nothing died.

    Gives after how many calls it died, the world, and how many messages that thing sent to each address.
    """
    calls, died = 0, True
    while died:
        world = prepared()
        sent = len(world.outbox)
        died = world.until_done(calls, what)
        yield calls, world, Counter(message.address for message in world.outbox[sent:])
        calls += 1
