"""Move an alarm by a signal: raise it once, keep the worst evidence, return it to normal, summon people."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.alarms import Alarm, ConditionActive, Signal, alarm_id
from spotter.domain.alarms import Move, on_active, on_normal
from spotter.ports.clock import Clock
from spotter.services.decide_alarm import decided
from spotter.services.summon_people import SummonPeople
from spotter.stores.alarms import AlarmLedger


class Outcome(NamedTuple):
    """What a signal did, for the log line; `no_supervisors` names an alarm that should page and cannot."""

    moved: bool
    paged: int = 0
    no_supervisors: str | None = None


class MoveAlarm:
    """The use case with what it works on."""

    def __init__(self, *, ledger: AlarmLedger, summon: SummonPeople, clock: Clock) -> None:
        self._ledger = ledger
        self._summon = summon
        self._clock = clock

    def __call__(self, signal: Signal) -> Outcome:
        """Take a signal in. Writing comes before paging, so a crash pages again rather than never.

        Raises:
            Unavailable: a store does not answer or a phone was not reached; the signal must come again.
        """
        alarm, moved = decided(
            self._ledger,
            (signal.tenant, signal.site, alarm_id(signal.rule, signal.subject)),
            lambda before: self._decision(before, signal),
        )
        if alarm is None or not isinstance(signal, ConditionActive):
            return Outcome(moved)
        summoned = self._summon(alarm)
        return Outcome(moved, summoned.reached, summoned.nobody_for)

    def _decision(self, before: Alarm | None, signal: Signal) -> Move | None:
        if isinstance(signal, ConditionActive):
            return on_active(before, signal, now=self._clock())
        return on_normal(before, signal, now=self._clock())
