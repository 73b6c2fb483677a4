"""Act on an alarm: what a person does with it, whoever they are and whatever way it came.

The acts are in `contracts/ledger.py`: acknowledge, confirm, clear or reset, comment, silence (shelve,
suppress, take out of service), approve and resume. What each does to an alarm is in `domain/alarms`.
"""

from __future__ import annotations

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import By, PersonsAct
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.steps import on_act
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.services.decide_alarm import AlarmAt, decided
from spotter.stores.alarms import AlarmLedger


def act_on_alarm(ledger: AlarmLedger, clock: Clock, at: AlarmAt, act: PersonsAct, *, by: By) -> Alarm:
    """Do something to an alarm and give it; what is done already changes nothing.

    Raises:
        NotFound: there is no such alarm.
        Invalid: the alarm is in a state in which this cannot be done.
        Forbidden: a second person has to do it.
    """

    def decide(before: Alarm | None) -> Move | None:
        return on_act(_found(before, at), act, by=by, now=clock())

    after, _ = decided(ledger, at, decide)
    return _found(after, at)


def _found(alarm: Alarm | None, at: AlarmAt) -> Alarm:
    if alarm is None:
        raise NotFound("alarm", at.alarm)
    return alarm
