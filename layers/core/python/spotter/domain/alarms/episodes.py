"""Episodes: what was dangerous from when to when, settled from the set of all signals, whatever their order.

A live alarm says what was known and done at the time. Episodes say what was: they are made of the signals
that single readings give, sorted by event time, so late, repeated and unordered data make the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant
from spotter.domain.rules.limits import badness

ConditionKey = tuple[Tenant, SiteName, RuleName, Subject]


class Episode(msgspec.Struct, frozen=True):
    """A stretch in which a condition held; `ended_at` is the first normal moment after it, if known."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: Subject
    alarm_class: AlarmClass
    began_at: datetime
    last_active_at: datetime
    ended_at: datetime | None
    cause: Evidence
    worst: Evidence


def episodes_of(signals: Iterable[Signal]) -> tuple[Episode, ...]:
    """Give the episodes of every condition, by condition and time.

    Of a normal and an active moment at one time the active one comes last: it may be the start of danger and
    is not its end.
    """
    said: defaultdict[ConditionKey, list[Signal]] = defaultdict(list)
    for signal in signals:
        said[signal.tenant, signal.site, signal.rule, signal.subject].append(signal)
    return tuple(each for key in sorted(said) for each in _of_one(said[key]))


def settled_ledger(episodes: Iterable[Episode]) -> bytes:
    """Write episodes as JSON lines, each with the digest of itself and the line before."""
    lines: list[bytes] = []
    previous = ""
    for episode in episodes:
        content = msgspec.json.encode(episode, order="deterministic")
        previous = hashlib.sha256(previous.encode() + content).hexdigest()
        lines.append(msgspec.json.encode({"episode": msgspec.Raw(content), "digest": previous}) + b"\n")
    return b"".join(lines)


def _of_one(signals: Iterable[Signal]) -> Iterator[Episode]:
    active: list[ConditionActive] = []
    for signal in sorted(signals, key=_place):
        if isinstance(signal, ConditionActive):
            active.append(signal)
        elif active and signal.at > max(each.last_at for each in active):
            yield _episode(active, ended_at=signal.at)
            active = []
    if active:
        yield _episode(active, ended_at=None)


def _place(signal: Signal) -> tuple[object, ...]:
    if isinstance(signal, ConditionNormal):
        return signal.at, False
    return signal.first_at, True, signal.last_at, badness(signal.direction, signal.evidence)


def _episode(active: list[ConditionActive], *, ended_at: datetime | None) -> Episode:
    first = active[0]
    evidence = {each.evidence.at: each.evidence for each in active}
    return Episode(
        tenant=first.tenant,
        site=first.site,
        rule=first.rule,
        subject=first.subject,
        alarm_class=min((each.alarm_class for each in active), key=list(AlarmClass).index),
        began_at=first.first_at,
        last_active_at=max(each.last_at for each in active),
        ended_at=ended_at,
        cause=evidence[min(evidence)],
        worst=max((each.evidence for each in active), key=lambda one: badness(first.direction, one)),
    )
