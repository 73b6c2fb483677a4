"""Ingest readings: decode and validate what devices delivered, judge it by rules, keep it, hand it on.

The order is the point. Signals of danger leave first; only then is anything written: first the trail of
each device, which says what is new and counts it, then the archive. What cannot be used is kept in quarantine
with its reason. Everything is idempotent by key, so a batch that fails half-way is simply delivered again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.names import thing_name
from spotter.contracts.readings import Reading, Refusal
from spotter.domain.fixes import tells_where
from spotter.domain.lateness import scattered
from spotter.domain.rules.tables import Profiles
from spotter.errors import Unavailable
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.services.batch import Batch
from spotter.services.ending import may_end, worth_saying
from spotter.services.find_ages import FindAges
from spotter.services.find_subjects import FindSubjects
from spotter.services.follow_trails import FollowTrails, Step
from spotter.services.judge_readings import JudgeReadings
from spotter.services.note_senders import note_senders
from spotter.services.read_deliveries import ReadDeliveries
from spotter.services.rules_in_force import RulesInForce
from spotter.services.windows import packed
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine, batch_name
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers


class Sums(NamedTuple):
    """What became of a batch, for the log line."""

    deliveries: int
    accepted: int
    duplicates: int
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
    fixes: Queue
    rules: RulesInForce
    memories: Memories
    assignments: Assignments
    workers: Workers
    last: LastZones
    clock: Clock


class IngestReadings:
    """The use case."""

    def __init__(self, parts: IngestParts) -> None:
        self._parts = parts
        self._read = ReadDeliveries(registry=parts.registry, clock=parts.clock)
        self._trails = FollowTrails(parts.trails, parts.clock)
        find = FindSubjects(parts.assignments, parts.last, parts.clock)
        ages = FindAges(parts.assignments, parts.workers, parts.clock)
        self._judge = JudgeReadings(parts.rules, parts.memories, find, ages, parts.clock)

    def __call__(self, messages: Mapping[str, str]) -> Sums:
        """Ingest queue messages, by id.

        Raises:
            Unavailable: a part does not answer; delivering the same messages again is right.
        """
        batch = self._read(messages)
        steps = self._begin(batch)
        signals = self._judged(batch, _archived(steps))
        active = [signal for signal in signals if isinstance(signal, ConditionActive)]
        self._parts.alarms.send(_encoded(active))
        kept = self._trails.keep(batch, steps, active)
        if kept != steps:
            signals = self._judged(batch, _archived(kept))
        self._store(batch, kept, batch_name(messages))
        normal = self._ending(batch, kept, signals, active)
        streams = [[row.reading for row in step.rows if not row.repeat] for step in kept]
        self._parts.windows.send([message for stream in streams for message in packed(stream)])
        located = [stream for stream in streams if _is_located(stream, batch.profiles)]
        self._parts.fixes.send([message for stream in located for message in packed(stream)])
        note_senders(self._parts.registry, batch.heard)
        accepted = sum(map(len, streams))
        return Sums(
            deliveries=len(messages),
            accepted=accepted,
            duplicates=sum(len(step.rows) for step in kept) - accepted,
            refused=len(batch.refusals) + sum(len(step.scattered) for step in kept),
            signals=len(active) + len(normal),
        )

    def _begin(self, batch: Batch) -> list[Step]:
        """Look at the trails; when they cannot be read, danger is told and the batch comes again."""
        try:
            return self._trails.begin(batch)
        except Unavailable:
            signals = self._judged(batch, batch.readings)
            self._parts.alarms.send(_encoded([s for s in signals if isinstance(s, ConditionActive)]))
            raise

    def _judged(self, batch: Batch, readings: Sequence[Reading]) -> list[Signal]:
        return self._judge.at_once(readings, batch.profiles, suspects=batch.suspects)

    def _store(self, batch: Batch, steps: Sequence[Step], name: str) -> None:
        """Keep everything that arrived, repeats too: which of them counts is told by all of them together."""
        self._parts.archive.keep(_archived(steps), batch=name)
        islands = [_island(reading) for step in steps for reading in step.scattered]
        self._parts.quarantine.keep([*batch.refusals, *islands], batch=name)

    def _ending(
        self, batch: Batch, kept: Sequence[Step], signals: Sequence[Signal], active: list[ConditionActive]
    ) -> list[Signal]:
        """Send what rules over time say, danger first, and then what is over; give what was sent."""
        over_time = self._judge.over_time(_archived(kept), batch.profiles, batch.devices)
        slow = [signal for signal in over_time if isinstance(signal, ConditionActive)]
        self._parts.alarms.send(_encoded(slow))
        at_once = may_end([signal for signal in signals if isinstance(signal, ConditionNormal)], kept)
        calm = [*at_once, *(signal for signal in over_time if isinstance(signal, ConditionNormal))]
        normal = worth_saying(self._parts.ledger, calm, [*active, *slow])
        self._parts.alarms.send(_encoded(normal))
        return [*slow, *normal]


def _encoded(signals: Sequence[Signal]) -> list[bytes]:
    return [msgspec.json.encode(signal) for signal in signals]


def _archived(steps: Sequence[Step]) -> list[Reading]:
    return [row.reading for step in steps for row in step.rows]


def _is_located(stream: Sequence[Reading], profiles: Profiles) -> bool:
    """Tell whether the readings of a device say where it is."""
    return any(tells_where(profiles[each.tenant, each.profile, each.profile_version]) for each in stream[:1])


def _island(reading: Reading) -> Refusal:
    """File a reading that was good, and whose number could not be remembered."""
    refused = scattered(reading)
    return Refusal(
        tenant=reading.tenant,
        thing=thing_name(reading.tenant, reading.device),
        reason=refused.reason,
        detail=refused.detail,
        delivery=reading.id,
        arrived=reading.arrived,
        payload=base64.b64encode(msgspec.json.encode(reading)).decode(),
    )
