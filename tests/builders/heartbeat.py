"""A site whose way of alarms is tested by a heartbeat: all on memory, any of eight stages may break."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from builders.alarm_path import NOON, PHONES, PRINCIPAL, SITE, TENANT, a_body, a_device, an_item
from builders.paging import a_contact, a_paging, an_answer, paging_stores
from spotter.adapters.memory.bell import MemoryBell
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import Signal
from spotter.contracts.heartbeat import Route
from spotter.contracts.names import DeviceName, PersonName, ProfileName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.sites import Site, Supervisor
from spotter.domain.heartbeat import Stage
from spotter.errors import Invalid, Unavailable
from spotter.ports.notifier import Message, Receipt
from spotter.ports.records import Key, Record
from spotter.services.check_heartbeats import CheckHeartbeats
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.move_alarm import MoveAlarm
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.philosophy import philosophy
from spotter.stores.pulses import Pulses, heartbeat_norms
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers

NORMS = heartbeat_norms()
DEVICE = DeviceName("heartbeat")
NEVER = datetime.max.replace(tzinfo=UTC)
RECEIPT = "+821000000009"
HEART = Profile(
    TENANT, ProfileName("gas"), 1, {"heartbeat": Channel(ChannelType.INTEGER, hazard="heartbeat")}
)


FAULTS = {
    "the device's certificate expired": Stage.CERTIFICATE,
    "the topic rule is disabled": Stage.TOPIC_RULE,
    "the readings queue takes nothing": Stage.READINGS_QUEUE,
    "ingest refuses an unknown sender": Stage.INGEST,
    "the alarms queue takes nothing": Stage.ALARMS_QUEUE,
    "the alarms table does not answer": Stage.ALERT,
    "the SMS spend cap is reached": Stage.CARRIER,
    "the receipt answers no more": Stage.RECEIPT,
}
"""What breaks each of the eight stages."""


class _Breakable(MemoryRecords):
    """Records that stop answering."""

    def __init__(self, broken: Callable[[], bool]) -> None:
        super().__init__()
        self._broken = broken

    def get(self, key: Key) -> Record | None:
        """Read one record, or raise Unavailable."""
        if self._broken():
            raise Unavailable("the table does not answer")
        return super().get(key)


class _Capped(MemoryNotifier):
    """SMS that are taken and, beyond the spend cap, never delivered."""

    def __init__(self, broken: Callable[[], bool]) -> None:
        super().__init__()
        self._broken = broken

    def send(self, message: Message) -> Receipt:
        """Take a message; SNS gives a receipt beyond the cap too."""
        return Receipt("taken and dropped") if self._broken() else super().send(message)


class Heart:
    """The way of alarms of one site, with the time at which one of its stages breaks."""

    def __init__(self, breaks: Stage | None = None, at: datetime = NEVER) -> None:
        self.now, self._breaks, self._at = NOON, breaks, at
        self.bell, self.rang_at = MemoryBell(), list[datetime]()
        self._seq = 0
        self.registry = Registry(MemoryRecords())
        self.ledger = AlarmLedger(_Breakable(lambda: self._broken(Stage.ALERT)))
        self.stores, self.trails = paging_stores(), Trails(MemoryRecords())
        self.sms = _Capped(lambda: self._broken(Stage.CARRIER))
        self._readings, self._alarms = MemoryQueue(), MemoryQueue()
        self._fill()
        paging = a_paging(self.ledger, self.registry, [self.sms], self.stores, self.clock)
        self._move = MoveAlarm(
            ledger=self.ledger, summon=paging.summon, philosophy=philosophy(), clock=self.clock
        )
        self._answer = an_answer(self.ledger, self.stores, self.clock)
        self.check = CheckHeartbeats(
            self.registry,
            self.stores.people,
            self.ledger,
            self.trails,
            Pulses(MemoryRecords()),
            self.bell,
            NORMS,
            self.clock,
        )

    def _fill(self) -> None:
        """Register what there is and put ingest together."""
        people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
        self.registry.put_site(Site(TENANT, SITE, "The pit", people), expected=None)
        self.registry.add_profile(HEART)
        self.registry.put_device(a_device(DEVICE), expected=None)
        self.stores.people.put_contact(a_contact("receipt", RECEIPT), expected=None)
        route = Route(TENANT, SITE, DEVICE, PersonName("receipt"), NOON, "kim")
        self.stores.people.put_heartbeat(route, expected=None)
        sets = RuleSets(MemoryRecords())
        choice = RuleChoice(packs=("instrument-defaults", "heartbeat"))
        sets.put(RuleSet(TENANT, SITE, 1, choice, "Kim", NOON), expected=None, new=True)
        self._ingest = IngestReadings(
            IngestParts(
                registry=self.registry,
                ledger=self.ledger,
                trails=self.trails,
                archive=Archive(MemoryObjects()),
                quarantine=Quarantine(MemoryObjects()),
                alarms=self._alarms,
                windows=MemoryQueue(),
                fixes=MemoryQueue(),
                rules=RulesInForce(sets, self.clock),
                memories=Memories(MemoryRecords()),
                assignments=Assignments(MemoryRecords()),
                workers=Workers(MemoryRecords()),
                last=LastZones(MemoryRecords()),
                clock=self.clock,
            )
        )

    def clock(self) -> datetime:
        """Tell the time."""
        return self.now

    def beat(self, value: int) -> None:
        """Let a value travel, a second a stage; where the way is broken it ends."""
        self._seq += 1
        item = an_item({"heartbeat": value}, seq=self._seq, at=self.now)
        body = a_body(item, device=DEVICE, principal=PRINCIPAL, arrived=self.now)
        for stage in (Stage.CERTIFICATE, Stage.TOPIC_RULE, Stage.READINGS_QUEUE):
            if self._passes(stage):
                return
        if self._passes(Stage.INGEST):
            body = a_body(item, device=DEVICE, principal="d" * 64, arrived=self.now)
        try:
            self._ingest({f"m{self._seq}": body})
        except Unavailable:
            return
        signals = self._alarms.drain()
        if not self._passes(Stage.ALARMS_QUEUE):
            self._alert(signals)

    def _alert(self, signals: list[bytes]) -> None:
        self._passes(Stage.ALERT)
        delivered = len(self.sms.outbox)
        try:
            for signal in signals:
                self._move(msgspec.json.decode(signal, type=Signal))
        except Unavailable:
            return
        self._passes(Stage.CARRIER)
        if not self._passes(Stage.RECEIPT):
            self._reply(self.sms.outbox[delivered:])

    def _reply(self, texts: list[Message]) -> None:
        """Answer as the machine behind the receipt number does."""
        for message in texts:
            code = re.search(r"Reply (A \w+)", message.text)
            assert code is not None
            try:
                self._answer.by_reply(message.address, code[1])
            except (Invalid, Unavailable):
                return

    def run(self, until_s: float, *, phase_s: float = 0.0) -> None:
        """Beat every five minutes and check every minute, from noon on."""
        tick = 0
        while (moment := NOON + timedelta(seconds=60 * tick)) <= NOON + timedelta(seconds=until_s):
            self.now = max(self.now, moment)
            minute = tick % round(NORMS.every_s / 60)
            if minute in {0, 1}:
                self.beat(1 - minute)
            self.now = max(self.now, moment + timedelta(seconds=phase_s))
            rung = len(self.bell.rung)
            self.check()
            self.rang_at += [self.now] * (len(self.bell.rung) - rung)
            tick += 1

    def _passes(self, stage: Stage) -> bool:
        """Take a second for a stage and tell whether it is broken."""
        self.now += timedelta(seconds=1)
        return self._broken(stage)

    def _broken(self, stage: Stage) -> bool:
        return stage is self._breaks and self.now >= self._at
