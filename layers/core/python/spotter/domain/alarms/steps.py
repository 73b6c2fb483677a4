"""Any act on any alarm, and the alarm made again from its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from spotter.contracts.alarms import Alarm, ConditionActive, ConditionNormal
from spotter.contracts.ledger import (
    Acknowledge,
    Act,
    Approve,
    By,
    Clear,
    Comment,
    Confirm,
    Paged,
    PersonsAct,
    Realarm,
    Resume,
    Silencing,
    Transition,
)
from spotter.domain.alarms.conditions import on_active, on_normal
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.paging import on_paged, on_realarm
from spotter.domain.alarms.people import on_acknowledge, on_clear, on_comment, on_confirm
from spotter.domain.alarms.silences import on_approve, on_resume, on_silencing
from spotter.errors import Corrupt, Forbidden, Invalid


def on_act(alarm: Alarm, act: PersonsAct, *, by: By, now: datetime) -> Move | None:
    """Take in what a person does; None when it changes nothing.

    Raises:
        Invalid: the alarm is in a state in which this cannot be done.
        Forbidden: another person has to do it.
    """
    if isinstance(act, Silencing | Approve | Resume):
        return _on_quiet(alarm, act, by=by, now=now)
    match act:
        case Acknowledge():
            return on_acknowledge(alarm, act, by=by, now=now)
        case Confirm():
            return on_confirm(alarm, act, by=by, now=now)
        case Clear():
            return on_clear(alarm, act, by=by, now=now)
        case Comment():
            return on_comment(alarm, act, by=by, now=now)
        case _:
            assert_never(act)


def replayed(lines: Sequence[Transition]) -> Alarm:
    """Make an alarm again from its ledger, act by act, under the rules of today.

    Raises:
        Corrupt: the lines do not lead where they say.
    """
    alarm: Alarm | None = None
    for line in lines:
        try:
            move = _again(alarm, line)
        except (Invalid, Forbidden) as err:
            raise Corrupt(f"line {line.version} of {line.alarm} could not have been: {err}") from err
        if move is None or move.transition != line:
            raise Corrupt(f"line {line.version} of {line.alarm} cannot be made again", line=line.version)
        alarm = move.alarm
    if alarm is None:
        raise Corrupt("there are no lines")
    return alarm


def _on_quiet(alarm: Alarm, act: Silencing | Approve | Resume, *, by: By, now: datetime) -> Move | None:
    match act:
        case Silencing():
            return on_silencing(alarm, act, by=by, now=now)
        case Approve():
            return on_approve(alarm, act, by=by, now=now)
        case Resume():
            return on_resume(alarm, act, by=by, now=now)
        case _:
            assert_never(act)


def _again(alarm: Alarm | None, line: Transition) -> Move | None:
    act: Act = line.act
    if isinstance(act, ConditionActive):
        handling = line.handling or (alarm.handling if alarm else None)
        return None if handling is None else on_active(alarm, act, now=line.at, handling=handling)
    if alarm is None:
        return None
    if isinstance(act, ConditionNormal):
        return on_normal(alarm, act, now=line.at)
    if isinstance(act, Paged):
        return on_paged(alarm, act.phones, now=line.at)
    if isinstance(act, Realarm):
        return on_realarm(alarm, now=line.at)
    return on_act(alarm, act, by=By(line.actor, line.channel, line.identity), now=line.at)
