"""Judge: what readings say about conditions. Pure, in event time, whatever the order; no model is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant, subject_of
from spotter.contracts.readings import Reading, Trust
from spotter.contracts.rules import Rule, ThresholdRule
from spotter.domain.rules.limits import badness, is_active, is_normal
from spotter.domain.rules.tables import ProfileKey, Profiles, Table, Watched, table_of
from spotter.domain.trust.grading import trust_in


class Condition(NamedTuple):
    """What an alarm is about: a rule on a subject at a site."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: Subject


class _Loud(NamedTuple):
    """A value that is not calm; a doubted one can show danger and never its end."""

    reading: Reading
    value: float
    trust: Trust


class _Stream:
    """What one device said in a batch: when each channel was last calm, and everything that was not."""

    __slots__ = ("calm", "loud", "reading", "table")

    def __init__(self, reading: Reading, table: Table) -> None:
        self.reading = reading
        self.table = table
        self.calm: dict[str, datetime] = {}
        self.loud: dict[str, list[_Loud]] = {}


class Judge:
    """Rules that one value can break, compiled once for each profile that is met."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rule for rule in rules if isinstance(rule, ThresholdRule) and rule.instant)
        self._tables: dict[ProfileKey, Table] = {}

    def __call__(
        self, readings: Iterable[Reading], profiles: Profiles, *, suspects: Iterable[Reading] = ()
    ) -> list[Signal]:
        """Say which conditions hold and which are back to normal in a set of readings.

        For each condition that any reading shows to be active: one ConditionActive with the worst evidence.
        For each that is back to normal: one ConditionNormal. Normal means that the newest value of every
        channel that the rule looks at is inside the limit by the deadband; with two gas heads on a device,
        one alone ends nothing. A condition that was active and is normal again gives both, the active one
        first. Between limit and deadband nothing is said. The order of the readings changes nothing.

        Suspects are what is sound in readings that were refused. They, and values with doubts, can show
        danger, never its end.
        """
        streams: dict[tuple[object, ...], _Stream] = {}
        for reading in readings:
            self._take(reading, streams, profiles)
        for reading in suspects:
            _doubt_all(self._stream(reading, streams, profiles), reading)
        said = [
            (Condition(stream.reading.tenant, stream.reading.site, watched.rule.name, subject), signal)
            for stream in streams.values()
            for subject in (subject_of("device", stream.reading.device),)
            for watched in stream.table.watched
            for signal in _signals(watched, stream, subject)
        ]
        said.sort(key=lambda each: each[0])
        return [signal for _, signal in said]

    def _take(self, reading: Reading, streams: dict[tuple[object, ...], _Stream], profiles: Profiles) -> None:
        stream = self._stream(reading, streams, profiles)
        if reading.doubts:
            _doubt_some(stream, reading)
            return
        at, calm, newest = reading.at, stream.table.calm, stream.calm
        for name, value in reading.values.items():
            band = calm.get(name)
            if band is None:
                continue
            if isinstance(value, str):
                continue
            if band[0] < value < band[1]:
                held = newest.get(name)
                if held is None or at > held:
                    newest[name] = at
            else:
                stream.loud.setdefault(name, []).append(_Loud(reading, float(value), Trust.GOOD))

    def _stream(
        self, reading: Reading, streams: dict[tuple[object, ...], _Stream], profiles: Profiles
    ) -> _Stream:
        name: tuple[object, ...] = (
            reading.device,
            reading.profile_version,
            reading.profile,
            reading.site,
            reading.tenant,
        )
        stream = streams.get(name)
        if stream is None:
            key = (reading.tenant, reading.profile, reading.profile_version)
            table = self._tables.get(key)
            if table is None:
                table = self._tables[key] = table_of(self._rules, profiles[key])
            stream = streams[name] = _Stream(reading, table)
        return stream


def evaluate(
    rules: Iterable[Rule],
    readings: Iterable[Reading],
    profiles: Profiles,
    *,
    suspects: Iterable[Reading] = (),
) -> list[Signal]:
    """Judge readings once; who judges again and again keeps a Judge."""
    return Judge(rules)(readings, profiles, suspects=suspects)


def _doubt_all(stream: _Stream, reading: Reading) -> None:
    for name, value in reading.values.items():
        if name in stream.table.calm and not isinstance(value, str):
            stream.loud.setdefault(name, []).append(_Loud(reading, float(value), Trust.SUSPECT))


def _doubt_some(stream: _Stream, reading: Reading) -> None:
    """Take in a reading with doubts: those under the empty name are about all of it."""
    for name, value in reading.values.items():
        if name in stream.table.calm and not isinstance(value, str):
            stream.loud.setdefault(name, []).append(_Loud(reading, float(value), trust_in(reading, name)))


def _signals(watched: Watched, stream: _Stream, subject: Subject) -> Iterator[Signal]:
    rule, channels = watched
    if not any(name in stream.loud for name in channels):
        if rule.off_delay_s <= 0 and all(name in stream.calm for name in channels):
            yield _normal(stream, rule, subject, min(stream.calm[name] for name in channels))
        return
    active = [
        _evidence(rule, name, loud)
        for name in channels
        for loud in stream.loud.get(name, ())
        if is_active(rule, loud.value)
    ]
    if active:
        yield _active(stream, rule, subject, active)
    if rule.off_delay_s > 0:
        return
    at = _normal_at(rule, channels, stream)
    if at is not None and (not active or at > max(evidence.at for evidence in active)):
        yield _normal(stream, rule, subject, at)


def _normal_at(rule: ThresholdRule, channels: tuple[str, ...], stream: _Stream) -> datetime | None:
    """Say since when the newest trusted value of every channel is normal; None when one is not."""
    since: list[datetime] = []
    for name in channels:
        trusted = [loud for loud in stream.loud.get(name, ()) if loud.trust is Trust.GOOD]
        newest = max((loud.reading.at for loud in trusted), default=None)
        calm = stream.calm.get(name)
        if calm is not None and (newest is None or calm > newest):
            since.append(calm)
        elif newest is None or not all(
            is_normal(rule, loud.value) for loud in trusted if loud.reading.at == newest
        ):
            return None
        else:
            since.append(newest)
    return min(since)


def _active(stream: _Stream, rule: ThresholdRule, subject: Subject, active: list[Evidence]) -> Signal:
    return ConditionActive(
        tenant=stream.reading.tenant,
        site=stream.reading.site,
        rule=rule.name,
        title=rule.title,
        subject=subject,
        alarm_class=rule.alarm_class,
        direction=rule.direction,
        first_at=min(evidence.at for evidence in active),
        last_at=max(evidence.at for evidence in active),
        evidence=max(active, key=lambda evidence: badness(rule.direction, evidence)),
        act_by_s=rule.act_by_s,
    )


def _normal(stream: _Stream, rule: ThresholdRule, subject: Subject, at: datetime) -> Signal:
    reading = stream.reading
    return ConditionNormal(tenant=reading.tenant, site=reading.site, rule=rule.name, subject=subject, at=at)


def _evidence(rule: ThresholdRule, channel: str, loud: _Loud) -> Evidence:
    return Evidence(
        reading=loud.reading.id,
        channel=channel,
        value=loud.value,
        limit=rule.limit,
        unit=rule.unit,
        at=loud.reading.at,
        trust=loud.trust,
    )
