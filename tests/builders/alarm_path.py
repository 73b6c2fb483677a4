"""Devices, deliveries, readings and signals with everything unimportant filled in."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec

from builders.paging import PagingStores, a_paging, paging_stores
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import (
    DeviceName,
    ProfileName,
    RuleName,
    SiteName,
    Tenant,
    subject_of,
    thing_name,
)
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Delivery, Reading
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.sites import Site, Supervisor
from spotter.ports.clock import Clock
from spotter.ports.notifier import Notifier
from spotter.ports.objects import Objects
from spotter.ports.records import Records
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.move_alarm import MoveAlarm
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.philosophy import philosophy
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TENANT, SITE, PROFILE, DEVICE = Tenant("acme"), SiteName("pit"), ProfileName("gas"), DeviceName("longwall-1")
PRINCIPAL = "c" * 64
PHONES = ("+821000000001", "+821000000002")
GAS = Profile(
    tenant=TENANT,
    name=PROFILE,
    version=1,
    channels={
        "ch4": Channel(ChannelType.NUMBER, unit="%", minimum=0, maximum=100, hazard="ch4"),
        "o2": Channel(ChannelType.NUMBER, unit="%", minimum=0, maximum=30, hazard="o2"),
        "sos": Channel(ChannelType.BOOLEAN, hazard="sos"),
        "steps": Channel(ChannelType.INTEGER),
        "note": Channel(ChannelType.STRING),
    },
)


def after(seconds: float) -> datetime:
    """A moment after noon."""
    return NOON + timedelta(seconds=seconds)


def a_device(name: str = DEVICE, *, state: DeviceState = DeviceState.ACTIVE) -> Device:
    """A registered device."""
    device = DeviceName(name)
    return Device(
        tenant=TENANT,
        name=device,
        site=SITE,
        profile=PROFILE,
        profile_version=1,
        state=state,
        thing=thing_name(TENANT, device),
        principal=PRINCIPAL,
        token_digest="",
        registered_at=NOON,
    )


def an_item(values: dict[str, Any], *, seq: int = 1, at: datetime = NOON) -> dict[str, Any]:
    """A reading as a device writes it."""
    return {"boot": "b1", "seq": seq, "at": at.isoformat(), "values": values}


def a_body(
    payload: object, *, device: str = DEVICE, principal: str = PRINCIPAL, arrived: datetime = NOON
) -> str:
    """A message of the readings queue; bytes are taken as they are."""
    raw = (
        payload
        if isinstance(payload, bytes)
        else json.dumps({"v": 1, **msgspec.to_builtins(payload)}).encode()
    )
    delivery = Delivery(
        thing=f"{TENANT}_{device}",
        principal=principal,
        lane="readings",
        via="mqtt",
        arrived=int(arrived.timestamp() * 1000),
        body=base64.b64encode(raw).decode(),
    )
    return msgspec.json.encode(delivery).decode()


def a_reading(values: dict[str, Any], *, seq: int = 1, at: datetime = NOON) -> Reading:
    """A reading that was accepted."""
    return Reading(
        tenant=TENANT,
        site=SITE,
        device=DEVICE,
        profile=PROFILE,
        profile_version=1,
        boot="b1",
        seq=seq,
        at=at,
        arrived=at,
        values=values,
    )


def danger(
    at: float,
    value: float = 2.0,
    *,
    alarm_class: AlarmClass = AlarmClass.HIGH,
    direction: Literal["rising"] = "rising",
) -> ConditionActive:
    """A signal that methane is above its limit."""
    evidence = Evidence(
        reading=f"{DEVICE}/b1/{at}", channel="ch4", value=value, limit=1.0, unit="%", at=after(at)
    )
    return ConditionActive(
        tenant=TENANT,
        site=SITE,
        rule=RuleName("ch4-high"),
        title="Methane",
        subject=subject_of("device", DEVICE),
        alarm_class=alarm_class,
        direction=direction,
        first_at=after(at),
        last_at=after(at),
        evidence=evidence,
    )


def all_clear(at: float) -> ConditionNormal:
    """A signal that methane is normal again."""
    return ConditionNormal(
        tenant=TENANT,
        site=SITE,
        rule=RuleName("ch4-high"),
        subject=subject_of("device", DEVICE),
        at=after(at),
    )


class AlarmPath(NamedTuple):
    """The alarm path in memory, with one device at one site with two supervisors."""

    registry: Registry
    ledger: AlarmLedger
    trails: Trails
    archive: Archive
    quarantine: Quarantine
    alarms: MemoryQueue
    windows: MemoryQueue
    pager: MemoryNotifier
    ingest: IngestReadings
    move: MoveAlarm
    paging: PagingStores

    def signals(self) -> list[Signal]:
        """Take the signals that were sent."""
        return [msgspec.json.decode(body, type=Signal) for body in self.alarms.drain()]

    def with_unreachable(self, *phones: str) -> MoveAlarm:
        """The same path on a day when some phones cannot be reached; what is reached lands in the outbox."""
        pager = MemoryNotifier(unreachable=phones)
        pager.outbox = self.pager.outbox
        return a_mover(self.ledger, self.registry, pager, stores=self.paging)


def an_alarm_path(
    *,
    archive: Objects | None = None,
    records: Records | None = None,
    memory: Records | None = None,
    choice: RuleChoice | None = None,
) -> AlarmPath:
    """Put the alarm path together."""
    registry, ledger = Registry(MemoryRecords()), AlarmLedger(MemoryRecords())
    supervisors = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
    registry.put_site(Site(TENANT, SITE, "The pit", supervisors), expected=None)
    registry.add_profile(GAS)
    registry.put_device(a_device(), expected=None)
    rule_sets = RuleSets(MemoryRecords())
    if choice is not None:
        rule_sets.put(RuleSet(TENANT, SITE, 1, choice, "Kim", NOON), expected=None, new=True)
    lake, trails = archive or MemoryObjects(), Trails(records or MemoryRecords())
    alarms, windows, pager = MemoryQueue(), MemoryQueue(), MemoryNotifier()
    kept, quarantine = Archive(lake), Quarantine(MemoryObjects())
    ingest = IngestReadings(
        IngestParts(
            registry=registry,
            ledger=ledger,
            trails=trails,
            archive=kept,
            quarantine=quarantine,
            alarms=alarms,
            windows=windows,
            fixes=MemoryQueue(),
            rules=RulesInForce(rule_sets, lambda: NOON),
            memories=Memories(memory or MemoryRecords()),
            assignments=Assignments(MemoryRecords()),
            workers=Workers(MemoryRecords()),
            last=LastZones(MemoryRecords()),
            clock=lambda: NOON,
        )
    )
    stores = paging_stores()
    move = a_mover(ledger, registry, pager, stores=stores)
    return AlarmPath(registry, ledger, trails, kept, quarantine, alarms, windows, pager, ingest, move, stores)


def a_mover(
    ledger: AlarmLedger,
    registry: Registry,
    pager: Notifier,
    *,
    clock: Clock = lambda: NOON,
    stores: PagingStores | None = None,
) -> MoveAlarm:
    """Put the use case of the alert function together, at noon unless told otherwise."""
    summon = a_paging(ledger, registry, [pager], stores or paging_stores(), clock).summon
    return MoveAlarm(ledger=ledger, summon=summon, philosophy=philosophy(), clock=clock)
