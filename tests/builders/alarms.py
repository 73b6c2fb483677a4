"""Alarms, who moves them, and the people who act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from builders.alarm_path import NOON, danger
from spotter.contracts.alarms import Alarm, ConditionActive, ReasonCode, Signal
from spotter.contracts.ledger import Acknowledge, By, Channel, Clear, PersonsAct
from spotter.domain.alarms.conditions import class_of, on_active, on_normal
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.steps import on_act
from spotter.stores.philosophy import philosophy

KIM = By("kim", Channel.HTTP, "sub-kim")
LEE = By("lee", Channel.HTTP, "sub-lee")
IT_WAS_TRUE = Acknowledge(ReasonCode.TRUE_ALARM)
CLEARED = Clear()


def a_move(alarm: Alarm | None, signal: Signal, *, now: datetime = NOON) -> Move | None:
    """Move an alarm by a signal under the philosophy that comes with the library."""
    if isinstance(signal, ConditionActive):
        return on_active(alarm, signal, now=now, handling=philosophy().classes[class_of(signal)])
    return on_normal(alarm, signal, now=now)


def moved(alarm: Alarm | None, signal: Signal, *, now: datetime = NOON) -> Alarm | None:
    """Give the alarm after a signal."""
    move = a_move(alarm, signal, now=now)
    return move.alarm if move else alarm


def after_all(signals: Iterable[Signal], alarm: Alarm | None = None, *, now: datetime = NOON) -> Alarm:
    """Give the alarm after many signals."""
    for signal in signals:
        alarm = moved(alarm, signal, now=now)
    assert alarm is not None
    return alarm


def an_alarm(*signals: Signal, now: datetime = NOON) -> Alarm:
    """Give the alarm that signals make; of none, that of danger at noon."""
    return after_all(signals or [danger(0)], now=now)


def done(alarm: Alarm, *acts: PersonsAct, by: By = KIM, now: datetime = NOON) -> Alarm:
    """Give the alarm after what a person does."""
    for act in acts:
        move = on_act(alarm, act, by=by, now=now)
        alarm = move.alarm if move else alarm
    return alarm


def acknowledged(alarm: Alarm, *, by: By = KIM, now: datetime = NOON) -> Alarm:
    """Give the alarm after somebody has said that it was a true one."""
    return done(alarm, IT_WAS_TRUE, by=by, now=now)
