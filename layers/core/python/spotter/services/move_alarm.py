"""Move an alarm by a signal: raise it once, keep the worst evidence, return it to normal, summon people."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.alarms import Alarm, ConditionActive, Signal, alarm_id
from spotter.contracts.philosophy import Philosophy
from spotter.domain.alarms.conditions import class_of, on_active, on_normal
from spotter.domain.alarms.moves import Move
from spotter.ports.clock import Clock
from spotter.services.decide_alarm import AlarmAt, decided
from spotter.services.realarm import realarm
from spotter.services.summon_people import SummonPeople
from spotter.stores.alarms import AlarmLedger


class Outcome(NamedTuple):
    """What a signal did, for the log line; `no_supervisors` names an alarm that should page and cannot."""

    moved: bool
    retrospective: bool = False
    paged: int = 0
    no_supervisors: str | None = None


class MoveAlarm:
    """The use case with what it works on."""

    def __init__(
        self, *, ledger: AlarmLedger, summon: SummonPeople, philosophy: Philosophy, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._handling = philosophy.classes
        self._summon = summon
        self._clock = clock

    def __call__(self, signal: Signal) -> Outcome:
        """Take a signal in. Writing comes before paging, so a crash pages again rather than never.

        Raises:
            Unavailable: a store does not answer or a phone was not reached; the signal must come again.
        """
        at = AlarmAt(signal.tenant, signal.site, alarm_id(signal.rule, signal.subject))
        alarm, moved = decided(self._ledger, at, lambda before: self._decision(before, signal))
        if alarm is None:
            return Outcome(moved)
        if moved and not isinstance(signal, ConditionActive):
            self._summon.tell_over(alarm)
        alarm = realarm(self._ledger, self._clock, alarm)
        summoned = self._summon(alarm)
        return Outcome(moved, alarm.is_retrospective, summoned.reached, summoned.nobody_for)

    def _decision(self, before: Alarm | None, signal: Signal) -> Move | None:
        now = self._clock()
        if isinstance(signal, ConditionActive):
            return on_active(before, signal, now=now, handling=self._handling[class_of(signal)])
        return on_normal(before, signal, now=now)
