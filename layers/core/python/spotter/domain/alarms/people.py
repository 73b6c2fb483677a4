"""What people do to an alarm: answer for it, confirm that this was enough, clear or reset it, comment."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Acknowledge, By, Clear, Comment, Confirm
from spotter.domain.alarms.moves import Doing, Move, moved
from spotter.errors import Invalid


def on_acknowledge(alarm: Alarm, act: Acknowledge, *, by: By, now: datetime) -> Move | None:
    """Take in that a person answers for an alarm; None when somebody does already.

    Raises:
        Invalid: the alarm is cleared, so there is nothing to acknowledge.
    """
    if not alarm.is_open:
        raise Invalid(f"alarm {alarm.id} is cleared already", alarm=alarm.id)
    if not alarm.is_unanswered:
        return None
    over = not alarm.active and not alarm.latches
    return moved(
        alarm,
        Doing(act, by, now, "acknowledged"),
        acknowledged_by=by.actor,
        acknowledged_at=now,
        reason=act.reason,
        note=act.note,
        cleared_at=now if over else None,
    )


def on_confirm(alarm: Alarm, act: Confirm, *, by: By, now: datetime) -> Move | None:
    """Take in that what was done was seen to be enough; None when that is confirmed already.

    Raises:
        Invalid: nobody has acknowledged the alarm, so there is nothing to confirm.
    """
    if alarm.acknowledged_at is None:
        raise Invalid(f"alarm {alarm.id} must be acknowledged before it is confirmed", alarm=alarm.id)
    if alarm.confirmed_at is not None:
        return None
    return moved(alarm, Doing(act, by, now, "confirmed"), confirmed_by=by.actor, confirmed_at=now)


def on_clear(alarm: Alarm, act: Clear, *, by: By, now: datetime) -> Move | None:
    """Take in that a person clears an alarm, or resets one that latches; None when it is cleared already.

    Danger that is seen again afterwards raises it anew, and pages.

    Raises:
        Invalid: it is of a class that waits for people, and the condition holds or nobody has answered.
    """
    if not alarm.is_open:
        return None
    answered = alarm.acknowledged_at is not None
    over = not alarm.active and (answered or not alarm.latches)
    known = alarm.active and answered and not alarm.latches
    if not (over or known or alarm.handling.cleared_by_hand):
        sentence = f"a {alarm.alarm_class} alarm clears when it is acknowledged and its condition is normal"
        raise Invalid(sentence, alarm=alarm.id, alarm_class=alarm.alarm_class, state=alarm.state)
    words = "reset by hand" if alarm.latches else "cleared by hand"
    return moved(alarm, Doing(act, by, now, words), active=False, cleared_at=now)


def on_comment(alarm: Alarm, act: Comment, *, by: By, now: datetime) -> Move:
    """Take in what somebody notes."""
    return moved(alarm, Doing(act, by, now, "commented"))
