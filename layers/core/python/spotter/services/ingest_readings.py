"""Ingest readings: decode and validate what devices delivered, judge it by rules, keep it, hand it on.

The order is the point. Signals of danger leave first; only then is anything written. What cannot be used is
kept in quarantine with its reason. Everything is idempotent by key, so a batch that fails half-way is simply
delivered again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal, alarm_id
from spotter.contracts.readings import Reading
from spotter.contracts.rules import RulePack
from spotter.domain.rules.judge import evaluate
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.services.note_senders import note_senders
from spotter.services.read_deliveries import ReadDeliveries
from spotter.services.spoken_for import Named
from spotter.stores.alarms import AlarmLedger
from spotter.stores.lake import Archive, Quarantine, batch_name
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails

LARGEST_MESSAGE = 256 * 1024
"""Bytes that a queue takes in one message (`ports/queue.py`)."""


class Sums(NamedTuple):
    """What became of a batch, for the log line."""

    deliveries: int
    accepted: int
    refused: int
    signals: int


class IngestParts(NamedTuple):
    """The stores and queues that ingest works on."""

    registry: Registry
    ledger: AlarmLedger
    trails: Trails
    archive: Archive
    quarantine: Quarantine
    alarms: Queue
    windows: Queue
    rules: RulePack
    clock: Clock


class IngestReadings:
    """The use case."""

    def __init__(self, parts: IngestParts) -> None:
        self._parts = parts
        self._read = ReadDeliveries(registry=parts.registry, clock=parts.clock)

    def __call__(self, messages: Mapping[str, str]) -> Sums:
        """Ingest queue messages, by id.

        Raises:
            Unavailable: a part does not answer; delivering the same messages again is right.
        """
        read = self._read(messages)
        signals = evaluate(self._parts.rules.rules, read.readings, read.profiles, suspects=read.suspects)
        active = [signal for signal in signals if isinstance(signal, ConditionActive)]
        self._parts.alarms.send(_encoded(active))
        batch = batch_name(messages)
        self._parts.archive.keep(read.readings, batch=batch)
        self._parts.quarantine.keep(read.refusals, batch=batch)
        normal = self._worth_saying([s for s in signals if isinstance(s, ConditionNormal)], active)
        self._parts.alarms.send(_encoded(normal))
        self._parts.windows.send(_by_device(read.readings))
        note_senders(self._parts.registry, read.heard)
        return Sums(len(messages), len(read.readings), len(read.refusals), len(active) + len(normal))

    def _worth_saying(
        self, normal: list[ConditionNormal], active: list[ConditionActive]
    ) -> list[ConditionNormal]:
        """Keep what ends a condition that holds, or one that this batch has just shown."""
        wanted = [(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in normal]
        found = self._parts.ledger.find_many(wanted)
        ending = {(alarm.tenant, alarm.site, alarm.id) for alarm in found if alarm.active}
        ending |= {(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)) for signal in active}
        return [signal for signal, alarm in zip(normal, wanted, strict=True) if alarm in ending]


def _encoded(signals: Sequence[Signal]) -> list[bytes]:
    return [msgspec.json.encode(signal) for signal in signals]


def _by_device(readings: Iterable[Reading]) -> list[bytes]:
    """Write the windows messages: readings of one device each, in order of their time."""
    streams: defaultdict[Named, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda reading: reading.at):
        streams[reading.tenant, reading.device].append(reading)
    return [message for stream in streams.values() for message in _packed(stream)]


def _packed(stream: Iterable[Reading]) -> Iterator[bytes]:
    """Pack readings into JSON lists that a queue takes."""
    packed: list[bytes] = []
    size = 0
    for encoded in map(msgspec.json.encode, stream):
        if packed and size + len(encoded) + 2 > LARGEST_MESSAGE:
            yield b"[" + b",".join(packed) + b"]"
            packed, size = [], 0
        packed.append(encoded)
        size += len(encoded) + 1
    if packed:
        yield b"[" + b",".join(packed) + b"]"
