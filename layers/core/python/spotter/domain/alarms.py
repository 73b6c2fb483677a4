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

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import (
    Alarm,
    AlarmClass,
    AlarmState,
    ConditionActive,
    ConditionNormal,
    ReasonCode,
    Transition,
)
from spotter.domain.rules.limits import badness
from spotter.errors import Invalid

PAGING_CLASSES = frozenset({AlarmClass.LIFE_SAFETY, AlarmClass.HIGH})
"""Classes that send a text to every supervisor; the others are listed only."""

CLEARED_BY_HAND = frozenset({AlarmClass.ADVISORY, AlarmClass.LOW})
"""Classes that a person may clear while their condition holds."""

PAGED_AGAIN_AFTER = timedelta(minutes=5)
"""A condition that returned and comes back is news to the people paged before, unless that was just now: an
unanswered prompt is escalated after five minutes (domain reference, 1.6), while chattering stays quiet."""


class Move(NamedTuple):
    """The alarm as it is to be stored next, and the line of the ledger that says why."""

    alarm: Alarm
    transition: Transition


def on_active(alarm: Alarm | None, signal: ConditionActive, *, now: datetime) -> Move | None:
    """Take in that a condition holds; None when this is no news."""
    if alarm is None:
        return _raised(None, signal, now=now)
    cleared = alarm.state is AlarmState.CLEARED
    settled_at = alarm.last_active_at if cleared else alarm.settled_at
    if settled_at is not None and signal.last_at <= settled_at:
        return None
    return _raised(alarm, signal, now=now) if cleared else _continued(alarm, signal, now=now)


def on_normal(alarm: Alarm | None, signal: ConditionNormal, *, now: datetime) -> Move | None:
    """Take in that a condition no longer holds; None when this is no news or there is no open alarm."""
    if alarm is None or alarm.state is AlarmState.CLEARED or _holds(alarm.last_active_at, signal.at):
        return None
    if alarm.last_normal_at is not None and signal.at <= alarm.last_normal_at:
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
    """Take in that a person clears an alarm; None when it is cleared already.

    Danger that is seen again afterwards raises it anew, and pages.

    Raises:
        Invalid: it is of a class that waits for people, and the condition holds or nobody has answered.
    """
    if alarm.state is AlarmState.CLEARED:
        return None
    answered = alarm.state is AlarmState.ACKNOWLEDGED and alarm.alarm_class is not AlarmClass.LIFE_SAFETY
    if not (alarm.alarm_class in CLEARED_BY_HAND or alarm.state is AlarmState.RETURNED or answered):
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
    settled_at = before.last_active_at if before else None
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
        raised_at=_begun(signal, settled_at),
        recorded_at=now,
        last_active_at=signal.last_at,
        last_normal_at=last_normal_at,
        settled_at=settled_at,
    )
    return Move(alarm, _line(alarm, before.state if before else None, _Act("rules", "raised", now)))


def _continued(alarm: Alarm, signal: ConditionActive, *, now: datetime) -> Move | None:
    """Join danger to an open alarm: each field is the extreme of all that was said, whatever the order."""
    bad = partial(badness, alarm.direction)
    changes: dict[str, object] = {
        "worst": max(alarm.worst, signal.evidence, key=bad),
        "cause": max(alarm.cause, signal.evidence, key=lambda each: (-each.at.timestamp(), bad(each))),
        "raised_at": min(alarm.raised_at, _begun(signal, alarm.settled_at)),
        "last_active_at": max(alarm.last_active_at, signal.last_at),
    }
    if all(getattr(alarm, name) == value for name, value in changes.items()):
        return None
    comes_back = alarm.state is AlarmState.RETURNED and _holds(signal.last_at, alarm.last_normal_at)
    if not comes_back:
        return _moved(alarm, _Act("rules", "still active", now), **changes)
    if alarm.paged_at is not None and now - alarm.paged_at >= PAGED_AGAIN_AFTER:
        changes |= {"paged": (), "paged_at": None}
    return _moved(alarm, _Act("rules", "active again", now), state=AlarmState.ACTIVE, **changes)


def _begun(signal: ConditionActive, settled_at: datetime | None) -> datetime:
    return signal.first_at if settled_at is None or signal.first_at > settled_at else signal.last_at


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
