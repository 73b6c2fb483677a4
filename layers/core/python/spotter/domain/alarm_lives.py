"""The life of each occurrence of an alarm, from the lines of a ledger in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.alarms import AlarmClass, AlarmState, ConditionActive, ConditionNormal
from spotter.contracts.ledger import Acknowledge, Paged, Transition
from spotter.domain.heartbeat import HEARTBEAT

Spell = tuple[datetime, datetime | None]
"""A stretch of event time in which the condition held; None when it has not ended."""


class Life(NamedTuple):
    """One occurrence of an alarm: when it was raised, paged, answered and over, and when its condition held.

    Nobody was owed a call for a retrospective one.
    """

    alarm: str
    alarm_class: AlarmClass
    raised: datetime
    is_retrospective: bool
    paged: datetime | None
    acknowledged: datetime | None
    cleared: datetime | None
    spells: tuple[Spell, ...]


def lives_of(lines: Iterable[Transition]) -> list[Life]:
    """Give every occurrence, the earliest first. Heartbeats are drills, and no part of anybody's load."""
    told: dict[tuple[str, int], list[Transition]] = defaultdict(list)
    for line in lines:
        told[line.alarm, line.occurrence].append(line)
    lives = (_life(sorted(some, key=lambda line: line.version)) for some in told.values())
    return sorted((life for life in lives if life is not None), key=lambda life: (life.raised, life.alarm))


def _life(lines: Sequence[Transition]) -> Life | None:
    raised = next((line for line in lines if isinstance(line.act, ConditionActive)), None)
    if raised is None or not isinstance(raised.act, ConditionActive) or raised.act.rule == HEARTBEAT:
        return None

    def when(kind: type) -> datetime | None:
        return next((line.at for line in lines if isinstance(line.act, kind)), None)

    age_s = (raised.at - raised.act.last_at).total_seconds()
    return Life(
        alarm=raised.alarm,
        alarm_class=raised.act.alarm_class,
        raised=raised.at,
        is_retrospective=age_s > raised.act.act_by_s,
        paged=when(Paged),
        acknowledged=when(Acknowledge),
        cleared=next((line.at for line in lines if line.after is AlarmState.CLEARED), None),
        spells=_spells(lines),
    )


def _spells(lines: Sequence[Transition]) -> tuple[Spell, ...]:
    """Lay out when the condition held, in event time; at one moment danger comes after its end."""
    moments: list[tuple[datetime, bool]] = []
    for line in lines:
        match line.act:
            case ConditionActive():
                moments += [(line.act.first_at, True), (line.act.last_at, True)]
            case ConditionNormal():
                moments.append((line.act.at, False))
    spells: list[Spell] = []
    since: datetime | None = None
    for at, holds in sorted(moments):
        if holds:
            since = since or at
        elif since is not None:
            spells.append((since, at))
            since = None
    return (*spells, (since, None)) if since is not None else tuple(spells)
