"""The alarm state machine of ISA-18.2, as functions from an alarm and what happened to the next alarm.

        raise                acknowledge              normal
normal --------> active --------------> acknowledged --------> normal (cleared)
                   | normal                                       ^
                   +--------> returned ------ acknowledge --------+

Everything is decided in event time, so signals that arrive late, twice or out of order lead to the same end.
A condition is active while its last active moment is not before its last normal one. A signal that is news
of danger always raises, even when a later normal one is known already: then the alarm is raised as
*returned* and people are paged all the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import (
    Alarm,
    AlarmClass,
    AlarmState,
    ConditionActive,
    ConditionNormal,
    Evidence,
    ReasonCode,
    Transition,
)
from spotter.domain.rules import badness
from spotter.errors import Invalid

PAGING_CLASSES = frozenset({AlarmClass.LIFE_SAFETY, AlarmClass.HIGH})
"""Classes that send a text to every supervisor; the others are listed only."""

CLEARED_BY_HAND = frozenset({AlarmClass.ADVISORY, AlarmClass.LOW})
"""Classes that a person may clear while their condition holds."""


class Move(NamedTuple):
    """The alarm as it is to be stored next, and the line of the ledger that says why."""

    alarm: Alarm
    transition: Transition


def on_active(alarm: Alarm | None, signal: ConditionActive, *, now: datetime) -> Move | None:
    """Take in that a condition holds; None when this is no news."""
    if alarm is None:
        return _raised(None, signal, now=now)
    is_news = signal.last_at > alarm.last_active_at
    if alarm.state is AlarmState.CLEARED:
        return _raised(alarm, signal, now=now) if is_news else None
    worst = _worse(alarm, signal.evidence)
    if not is_news and worst == alarm.worst:
        return None
    last_active_at = max(alarm.last_active_at, signal.last_at)
    state = alarm.state
    if state is AlarmState.RETURNED and _holds(last_active_at, alarm.last_normal_at):
        state = AlarmState.ACTIVE
    return _moved(
        alarm, _Act("rules", "still active", now), state=state, worst=worst, last_active_at=last_active_at
    )


def on_normal(alarm: Alarm | None, signal: ConditionNormal, *, now: datetime) -> Move | None:
    """Take in that a condition no longer holds; None when this is no news or there is no open alarm."""
    if alarm is None or alarm.state in {AlarmState.CLEARED, AlarmState.RETURNED}:
        return None
    if signal.at <= alarm.last_active_at:
        return None
    act = _Act("rules", "returned to normal", now)
    if alarm.state is AlarmState.ACKNOWLEDGED:
        return _moved(alarm, act, state=AlarmState.CLEARED, last_normal_at=signal.at, cleared_at=now)
    return _moved(alarm, act, state=AlarmState.RETURNED, last_normal_at=signal.at)


def on_acknowledge(
    alarm: Alarm, *, actor: str, reason: ReasonCode, note: str | None, now: datetime
) -> Move | None:
    """Take in that a person answers for an alarm; None when somebody does already.

    Raises:
        Invalid: the alarm is cleared, so there is nothing to acknowledge.
    """
    if alarm.state is AlarmState.CLEARED:
        raise Invalid(f"alarm {alarm.id} is cleared already", alarm=alarm.id)
    if alarm.state is AlarmState.ACKNOWLEDGED:
        return None
    cleared = alarm.state is AlarmState.RETURNED
    return _moved(
        alarm,
        _Act(actor, "acknowledged", now, reason, note),
        state=AlarmState.CLEARED if cleared else AlarmState.ACKNOWLEDGED,
        acknowledged_by=actor,
        acknowledged_at=now,
        reason=reason,
        note=note,
        cleared_at=now if cleared else None,
    )


def on_clear(alarm: Alarm, *, actor: str, note: str | None, now: datetime) -> Move | None:
    """Take in that a person clears an advisory or low alarm; None when it is cleared already.

    Raises:
        Invalid: the class is one that only its condition and an acknowledgement clear.
    """
    if alarm.state is AlarmState.CLEARED:
        return None
    if alarm.alarm_class not in CLEARED_BY_HAND:
        sentence = f"a {alarm.alarm_class} alarm clears when it is acknowledged and its condition is normal"
        raise Invalid(sentence, alarm=alarm.id, alarm_class=alarm.alarm_class, state=alarm.state)
    act = _Act(actor, "cleared by hand", now, alarm.reason, note)
    return _moved(alarm, act, state=AlarmState.CLEARED, cleared_at=now)


def on_paged(alarm: Alarm, phones: tuple[str, ...], *, now: datetime) -> Move:
    """Take in that phones were reached."""
    paged = (*alarm.paged, *(phone for phone in phones if phone not in alarm.paged))
    act = _Act("pager", f"paged {len(phones)} of the site's supervisors", now)
    return _moved(alarm, act, paged=paged, paged_at=alarm.paged_at or now)


def phones_to_page(alarm: Alarm, phones: tuple[str, ...]) -> tuple[str, ...]:
    """Say which of the supervisors' phones this occurrence has still to reach."""
    if alarm.alarm_class not in PAGING_CLASSES or alarm.state in {
        AlarmState.CLEARED,
        AlarmState.ACKNOWLEDGED,
    }:
        return ()
    return tuple(dict.fromkeys(phone for phone in phones if phone not in alarm.paged))


class _Act(NamedTuple):
    actor: str
    action: str
    at: datetime
    reason: ReasonCode | None = None
    note: str | None = None


def _raised(before: Alarm | None, signal: ConditionActive, *, now: datetime) -> Move:
    last_normal_at = before.last_normal_at if before else None
    state = AlarmState.ACTIVE if _holds(signal.last_at, last_normal_at) else AlarmState.RETURNED
    alarm = Alarm(
        tenant=signal.tenant,
        site=signal.site,
        rule=signal.rule,
        title=signal.title,
        subject=signal.subject,
        alarm_class=signal.alarm_class,
        direction=signal.direction,
        state=state,
        occurrence=before.occurrence + 1 if before else 1,
        version=before.version + 1 if before else 1,
        cause=signal.evidence,
        worst=signal.evidence,
        raised_at=signal.first_at,
        recorded_at=now,
        last_active_at=signal.last_at,
        last_normal_at=last_normal_at,
    )
    return Move(alarm, _line(alarm, before.state if before else None, _Act("rules", "raised", now)))


def _moved(alarm: Alarm, act: _Act, **changes: object) -> Move:
    after = msgspec.structs.replace(alarm, version=alarm.version + 1, **changes)
    return Move(after, _line(after, alarm.state, act))


def _line(after: Alarm, before: AlarmState | None, act: _Act) -> Transition:
    return Transition(
        alarm=after.id,
        occurrence=after.occurrence,
        version=after.version,
        at=act.at,
        before=before,
        after=after.state,
        actor=act.actor,
        action=act.action,
        reason=act.reason,
        note=act.note,
    )


def _holds(last_active_at: datetime, last_normal_at: datetime | None) -> bool:
    return last_normal_at is None or last_active_at >= last_normal_at


def _worse(alarm: Alarm, evidence: Evidence) -> Evidence:
    return max(alarm.worst, evidence, key=lambda each: badness(alarm.direction, each))
