"""Ingest readings: decode and validate what devices delivered, judge it by rules, keep it, hand it on.

The order is the point. Signals of danger leave first; only then is anything written. What cannot be used is
kept in quarantine with its reason. Everything is idempotent by key, so a batch that fails half-way is simply
delivered again.
"""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import AlarmState, ConditionActive, ConditionNormal, Signal, alarm_id
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, ProfileName, Tenant, tenant_and_device
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Delivery, Reading, Refusal, RefusalReason
from spotter.contracts.rules import RulePack
from spotter.domain.decoding import Refused, count_of, parts_of
from spotter.domain.rules import evaluate
from spotter.domain.validation import reading_of
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.stores.alarms import AlarmLedger
from spotter.stores.lake import Archive, Quarantine, batch_name
from spotter.stores.registry import Registry

NOBODY = "unknown"
"""The tenant under which messages of nobody known are quarantined."""

READINGS_A_MESSAGE = 200
"""How many readings go into one windows message: at most 1 KiB each, under the queue's 256 KiB."""

Named = tuple[Tenant, DeviceName]


class Sums(NamedTuple):
    """What became of a batch, for the log line."""

    deliveries: int
    accepted: int
    refused: int
    signals: int


class _Sorted(NamedTuple):
    readings: list[Reading]
    refusals: list[Refusal]
    profiles: dict[tuple[Tenant, ProfileName, int], Profile]


class IngestReadings:
    """The use case with the stores and queues that it works on."""

    def __init__(
        self,
        *,
        registry: Registry,
        ledger: AlarmLedger,
        archive: Archive,
        quarantine: Quarantine,
        alarms: Queue,
        windows: Queue,
        rules: RulePack,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._ledger = ledger
        self._archive = archive
        self._quarantine = quarantine
        self._alarms = alarms
        self._windows = windows
        self._rules = rules
        self._clock = clock
        self._profiles: dict[tuple[Tenant, ProfileName, int], Profile] = {}

    def __call__(self, messages: Mapping[str, str]) -> Sums:
        """Ingest queue messages, by id.

        Raises:
            Unavailable: a part does not answer; delivering the same messages again is right.
        """
        sorted_ = self._sorted(messages)
        signals = evaluate(self._rules.rules, sorted_.readings, sorted_.profiles)
        active = [signal for signal in signals if isinstance(signal, ConditionActive)]
        self._alarms.send(_encoded(active))
        batch = batch_name(messages)
        self._archive.keep(sorted_.readings, batch=batch)
        self._quarantine.keep(sorted_.refusals, batch=batch)
        normal = self._worth_saying([s for s in signals if isinstance(s, ConditionNormal)], active)
        self._alarms.send(_encoded(normal))
        self._windows.send(_by_device(sorted_.readings))
        return Sums(len(messages), len(sorted_.readings), len(sorted_.refusals), len(active) + len(normal))

    def _sorted(self, messages: Mapping[str, str]) -> _Sorted:
        """Part the usable from the unusable."""
        deliveries = {name: _delivery(body) for name, body in messages.items()}
        devices = self._devices(deliveries.values())
        result = _Sorted([], [], self._profiles)
        for name, delivery in deliveries.items():
            if delivery is None:
                result.refusals.append(self._of_nobody(name, messages[name]))
                continue
            readings, refusals = self._judge(name, delivery, devices)
            result.readings.extend(readings)
            result.refusals.extend(refusals)
        return result

    def _devices(self, deliveries: Iterable[Delivery | None]) -> dict[Named, Device]:
        named = {_named(delivery.thing) for delivery in deliveries if delivery is not None}
        return self._registry.devices_named(sorted(name for name in named if name is not None))

    def _judge(
        self, name: str, delivery: Delivery, devices: Mapping[Named, Device]
    ) -> tuple[list[Reading], list[Refusal]]:
        arrived = datetime.fromtimestamp(delivery.arrived / 1000, UTC)
        file = _File(name, delivery, arrived)
        try:
            payload = base64.b64decode(delivery.body, validate=True)
        except binascii.Error as err:
            return [], [file.refusal(Refused(RefusalReason.MALFORMED, f"the body is no base64: {err}"))]
        try:
            device = _sender(delivery, devices, payload)
            parts = parts_of(payload)
        except Refused as refused:
            return [], [file.refusal(refused)]
        profile = self._profile(device)
        readings: list[Reading] = []
        refusals: list[Refusal] = []
        for part in parts:
            try:
                if isinstance(part.item, Refused):
                    raise part.item
                readings.append(reading_of(part.item, device=device, profile=profile, arrived=arrived))
            except Refused as refused:
                refusals.append(file.refusal(refused, position=part.position, raw=part.raw))
        return readings, refusals

    def _profile(self, device: Device) -> Profile:
        key = (device.tenant, device.profile, device.profile_version)
        if key not in self._profiles:
            self._profiles[key] = self._registry.profile(*key)
        return self._profiles[key]

    def _of_nobody(self, name: str, body: str) -> Refusal:
        payload = base64.b64encode(body.encode(errors="surrogateescape")).decode()
        detail = "the queue message is no delivery"
        return Refusal(NOBODY, "", RefusalReason.MALFORMED, detail, name, self._clock(), payload)

    def _worth_saying(
        self, normal: list[ConditionNormal], active: list[ConditionActive]
    ) -> list[ConditionNormal]:
        """Keep what ends an alarm that is open, or one that this batch has just raised."""
        wanted = [(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in normal]
        found = self._ledger.find_many(wanted)
        ending = {(a.tenant, a.site, a.rule, a.subject) for a in found if a.state is not AlarmState.CLEARED}
        ending |= {(signal.tenant, signal.site, signal.rule, signal.subject) for signal in active}
        return [s for s in normal if (s.tenant, s.site, s.rule, s.subject) in ending]


class _File(NamedTuple):
    """What every refusal of one delivery has in common."""

    name: str
    delivery: Delivery
    arrived: datetime

    def refusal(self, refused: Refused, *, position: int | None = None, raw: bytes | None = None) -> Refusal:
        named = _named(self.delivery.thing)
        return Refusal(
            tenant=named[0] if named else NOBODY,
            thing=self.delivery.thing,
            reason=refused.reason,
            detail=refused.detail,
            delivery=self.name,
            arrived=self.arrived,
            payload=self.delivery.body if raw is None else base64.b64encode(raw).decode(),
            position=position,
            count=refused.count,
        )


def _delivery(body: str) -> Delivery | None:
    try:
        return msgspec.json.decode(body, type=Delivery)
    except (msgspec.DecodeError, UnicodeError):
        return None


def _named(thing: str) -> Named | None:
    try:
        return tenant_and_device(thing)
    except Invalid:
        return None


def _sender(delivery: Delivery, devices: Mapping[Named, Device], payload: bytes) -> Device:
    """Find the registered device that sent a delivery, or raise Refused."""
    named = _named(delivery.thing)
    device = devices.get(named) if named else None
    count = count_of(payload)
    if device is None:
        raise Refused(RefusalReason.UNKNOWN_DEVICE, "no such device is registered", count=count)
    if device.state is DeviceState.RETIRED:
        raise Refused(RefusalReason.RETIRED_DEVICE, "the device is retired", count=count)
    if delivery.principal != device.principal:
        sentence = "the sender does not hold the device's certificate"
        raise Refused(RefusalReason.WRONG_PRINCIPAL, sentence, count=count)
    return device


def _encoded(signals: Sequence[Signal]) -> list[bytes]:
    return [msgspec.json.encode(signal) for signal in signals]


def _by_device(readings: Iterable[Reading]) -> list[bytes]:
    """Write the windows messages: readings of one device each, in order of their time."""
    streams: defaultdict[Named, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda reading: reading.at):
        streams[reading.tenant, reading.device].append(reading)
    return [
        msgspec.json.encode(stream[start : start + READINGS_A_MESSAGE])
        for stream in streams.values()
        for start in range(0, len(stream), READINGS_A_MESSAGE)
    ]
