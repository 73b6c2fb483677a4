"""One page for each person, medium and calling, whoever dies and however many try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from builders.alarm_path import NOON, PHONES, SITE, TENANT, a_mover, danger
from builders.paging import a_paging, paging_stores
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.escalation import Climb
from spotter.contracts.pages import PageState
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
PARALLEL = 1000


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


def signal_arrives(world: World, fate: Fate) -> None:
    records = MortalRecords(world.records, fate)
    stores = paging_stores(records)
    ledger = AlarmLedger(records)
    paging = a_paging(
        ledger,
        Registry(records),
        [MortalNotifier(world.outbox, fate)],
        stores,
        world.clock,
        runs=MortalWorkflow(world.runs, fate),
    )
    MoveAlarm(ledger=ledger, summon=paging.summon, philosophy=philosophy(), clock=world.clock)(DANGER)


def step_is_due(world: World, fate: Fate) -> None:
    records = MortalRecords(world.records, fate)
    ledger = AlarmLedger(records)
    paging = a_paging(
        ledger,
        Registry(records),
        [MortalNotifier(world.outbox, fate)],
        paging_stores(records),
        world.clock,
        runs=MortalWorkflow(world.runs, fate),
    )
    paging.escalate(Climb(TENANT, SITE, ALARM, 1, 0, 0, again=True))


def test_a_thousand_parallel_deliveries_of_one_event_are_one_alarm_and_one_page_each() -> None:
    world = World()

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda _: world.process(Fate(None), signal_arrives), range(PARALLEL)))
    world.now += timedelta(seconds=120)
    assert world.process(Fate(None), signal_arrives)

    assert Counter(message.address for message in world.outbox) == dict.fromkeys(PHONES, 1)
    assert len(world.runs.payloads) == 1
    assert AlarmLedger(world.records).get(TENANT, SITE, ALARM).occurrence == 1


def test_a_crash_after_any_call_loses_no_page_and_doubles_only_what_its_record_counts() -> None:
    crashes = doubled = 0
    while True:
        world = World()
        died = world.until_done(crashes, signal_arrives)
        sent = Counter(message.address for message in world.outbox)
        assert set(sent) == set(PHONES), f"after call {crashes}"
        assert sum(sent.values()) - len(PHONES) <= world.repeats() <= 1
        assert len(world.runs.payloads) == 1
        doubled += sum(sent.values()) - len(PHONES)
        if not died:
            break
        crashes += 1

    assert crashes > 20
    assert doubled == len(PHONES)  # once for each phone: the carrier took it and nobody lived to note it


def test_a_crash_after_any_call_of_an_escalation_loses_no_second_alarm() -> None:
    crashes = 0
    while True:
        world = World()
        world.process(Fate(None), signal_arrives)
        world.now += timedelta(seconds=301)
        died = world.until_done(crashes, step_is_due)
        sent = Counter(message.address for message in world.outbox)
        assert set(sent) == set(PHONES)
        assert min(sent.values()) == 2, f"after call {crashes}"
        assert sum(sent.values()) - 2 * len(PHONES) <= world.repeats() <= 1
        if not died:
            break
        crashes += 1

    assert crashes >= 20


def test_what_was_claimed_and_not_sent_is_sent_when_the_claim_is_void() -> None:
    world = World()
    stores = paging_stores(world.records)
    mover = a_mover(
        AlarmLedger(world.records),
        Registry(world.records),
        MortalNotifier(world.outbox, Fate(0)),
        clock=world.clock,
        stores=stores,
    )
    world.process(Fate(None), lambda _, __: mover(DANGER))
    claimed = next(iter(stores.pages.of_occurrence(TENANT, SITE, ALARM, 1)))

    too_early = world.process(Fate(None), signal_arrives)
    world.now += timedelta(seconds=26)

    assert claimed.state is PageState.CLAIMED
    assert not too_early
    assert world.process(Fate(None), signal_arrives)
    assert world.repeats() == 1
