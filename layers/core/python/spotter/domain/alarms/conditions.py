"""What signals do to an alarm, as functions from an alarm and a signal to the next alarm.

        danger               acknowledge                  normal
normal --------> active --------------> acknowledged --------------> cleared, or latched until reset
                   | normal                                            ^
                   +--------> returned or latched ---- acknowledge ----+

Everything is decided in event time, so signals that arrive late, twice or out of order lead to the same end.
A condition is active while its last active moment is not before its last normal one. A signal that is news
of danger always raises, even when a later normal one is known already: then the alarm is raised as
*returned*. People are paged for it, unless all of its danger is older than anybody can act on: then the alarm
is *retrospective*, which is for the ledger, the exposure and the labels.

What a model says makes alarms of its own and never touches one of the rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import msgspec

from spotter.contracts.alarms import Alarm, AlarmClass, ConditionActive, ConditionNormal, Origin, Silence
from spotter.contracts.handling import Handling, SilenceKind
from spotter.contracts.ledger import By
from spotter.domain.alarms.moves import MODEL, RULES, Doing, Move, as_of, lined, moved
from spotter.domain.rules.limits import badness

Silences = dict[SilenceKind, Silence]
_GRAVITY = {alarm_class: -rank for rank, alarm_class in enumerate(AlarmClass)}


def on_active(
    alarm: Alarm | None, signal: ConditionActive, *, now: datetime, handling: Handling
) -> Move | None:
    """Take in that a condition holds; None when this is no news. `handling` is that of the signal's class."""
    if alarm is None:
        return _raised(None, signal, now=now, handling=handling)
    if alarm.origin is not _origin(signal):
        return None if _is_a_models(signal) else _raised(alarm, signal, now=now, handling=handling)
    closed = not alarm.is_open or (alarm.acknowledged_at is not None and not alarm.active)
    settled_at = alarm.last_active_at if closed else alarm.settled_at
    if settled_at is not None and signal.last_at <= settled_at:
        return None
    graver = _GRAVITY[class_of(signal)] > _GRAVITY[alarm.alarm_class]
    if closed or (graver and alarm.acknowledged_at is not None):
        return _raised(alarm, signal, now=now, handling=handling)
    return _continued(alarm, signal, now=now, handling=handling)


def on_normal(alarm: Alarm | None, signal: ConditionNormal, *, now: datetime) -> Move | None:
    """Take in that a condition no longer holds; None when this is no news or there is no open alarm."""
    if alarm is None or not alarm.is_open or _holds(alarm.last_active_at, signal.at):
        return None
    if alarm.origin is not _origin(signal):
        return None
    if alarm.last_normal_at is not None and signal.at <= alarm.last_normal_at:
        return None
    over = alarm.acknowledged_at is not None and not alarm.latches
    return moved(
        alarm,
        Doing(signal, _who(signal), now, "returned to normal"),
        active=False,
        last_normal_at=signal.at,
        cleared_at=now if over else None,
        silences=_without_one_shot(as_of(alarm, now)),
    )


def class_of(signal: ConditionActive) -> AlarmClass:
    """Give the class that an alarm gets from a signal: whatever a model says is advisory."""
    return AlarmClass.ADVISORY if _is_a_models(signal) else signal.alarm_class


def is_too_late(signal: ConditionActive, now: datetime) -> bool:
    """Tell whether nobody can act on what a signal shows any more."""
    return now - signal.last_at > timedelta(seconds=signal.act_by_s)


def _raised(before: Alarm | None, signal: ConditionActive, *, now: datetime, handling: Handling) -> Move:
    mine = before if before and before.origin is _origin(signal) else None
    settled_at = mine.last_active_at if mine else None
    last_normal_at = mine.last_normal_at if mine else None
    raised = Alarm(
        tenant=signal.tenant,
        site=signal.site,
        rule=signal.rule,
        title=signal.title,
        subject=signal.subject,
        alarm_class=class_of(signal),
        direction=signal.direction,
        origin=_origin(signal),
        handling=handling,
        occurrence=before.occurrence + 1 if before else 1,
        version=0,
        active=_holds(signal.last_at, last_normal_at),
        latches=_latches(signal, handling),
        is_retrospective=is_too_late(signal, now),
        delay_s=_age_s(signal, now),
        cause=signal.evidence,
        worst=signal.evidence,
        raised_at=_begun(signal, settled_at),
        recorded_at=now,
        last_active_at=signal.last_at,
        last_normal_at=last_normal_at,
        settled_at=settled_at,
        silences=_allowed(as_of(before, now), handling) if before else {},
    )
    words = "raised in retrospect" if raised.is_retrospective else "raised"
    return lined(before, raised, Doing(signal, _who(signal), now, words))


def _continued(alarm: Alarm, signal: ConditionActive, *, now: datetime, handling: Handling) -> Move | None:
    """Join danger to an open alarm: each field is the extreme of all that was said, whatever the order."""
    standing = as_of(alarm, now)
    joined = _joined(standing, signal, now=now, handling=handling)
    back = not alarm.active and _holds(signal.last_at, alarm.last_normal_at)
    if back and joined.paged_at is not None:
        quiet_s = (now - joined.paged_at).total_seconds()
        if quiet_s >= joined.handling.repaged_after_s:
            joined = msgspec.structs.replace(joined, paged=(), paged_at=None)
    if joined == alarm:
        return None
    words = "active again" if back else "still active"
    if alarm.is_retrospective and not joined.is_retrospective:
        words = "no longer in retrospect only"
    return lined(alarm, joined, Doing(signal, _who(signal), now, words))


def _joined(alarm: Alarm, signal: ConditionActive, *, now: datetime, handling: Handling) -> Alarm:
    bad = partial(badness, alarm.direction)
    graver = _GRAVITY[class_of(signal)] > _GRAVITY[alarm.alarm_class]
    handling = handling if graver else alarm.handling
    is_news = signal.last_at > alarm.last_active_at
    return msgspec.structs.replace(
        alarm,
        alarm_class=class_of(signal) if graver else alarm.alarm_class,
        handling=handling,
        latches=alarm.latches or _latches(signal, handling),
        silences=_allowed(alarm, handling),
        worst=max(alarm.worst, signal.evidence, key=bad),
        cause=max(alarm.cause, signal.evidence, key=lambda each: (-each.at.timestamp(), bad(each))),
        raised_at=min(alarm.raised_at, _begun(signal, alarm.settled_at)),
        last_active_at=max(alarm.last_active_at, signal.last_at),
        delay_s=_age_s(signal, now) if is_news else alarm.delay_s,
        is_retrospective=alarm.is_retrospective and is_too_late(signal, now),
        active=alarm.active or _holds(signal.last_at, alarm.last_normal_at),
    )


def _is_a_models(signal: ConditionActive | ConditionNormal) -> bool:
    """Tell whether a model speaks; whatever is advisory counts as one, whoever sent it."""
    advisory = isinstance(signal, ConditionActive) and signal.alarm_class is AlarmClass.ADVISORY
    return advisory or signal.origin is Origin.MODEL


def _origin(signal: ConditionActive | ConditionNormal) -> Origin:
    return Origin.MODEL if _is_a_models(signal) else Origin.RULES


def _who(signal: ConditionActive | ConditionNormal) -> By:
    return MODEL if _is_a_models(signal) else RULES


def _latches(signal: ConditionActive, handling: Handling) -> bool:
    return (handling.latches or signal.latches) and not _is_a_models(signal)


def _allowed(alarm: Alarm, handling: Handling) -> Silences:
    """Keep the silences that as many people agreed on as the class asks for now."""
    enough = alarm.handling.approvers >= handling.approvers
    return {
        kind: silence for kind, silence in alarm.silences.items() if enough or silence.approved_by is not None
    }


def _without_one_shot(alarm: Alarm) -> Silences:
    return {kind: silence for kind, silence in alarm.silences.items() if not silence.one_shot}


def _age_s(signal: ConditionActive, now: datetime) -> float:
    return max((now - signal.last_at).total_seconds(), 0.0)


def _begun(signal: ConditionActive, settled_at: datetime | None) -> datetime:
    return signal.first_at if settled_at is None or signal.first_at > settled_at else signal.last_at


def _holds(last_active_at: datetime, last_normal_at: datetime | None) -> bool:
    return last_normal_at is None or last_active_at >= last_normal_at
