"""Escalate: one step of the state machine, which calls a tier, tells people, or tests a way to somebody."""

from __future__ import annotations

from typing import Literal, assert_never

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.escalation import Climb, Ladder, Step, Tell, TestPage
from spotter.domain.alarms.moves import as_of
from spotter.domain.alarms.paging import pages_now
from spotter.domain.escalation import call_of, ended, next_rung, until_again
from spotter.errors import Unavailable
from spotter.ports.clock import Clock
from spotter.services.call_people import CallPeople
from spotter.services.find_on_call import FindOnCall
from spotter.services.realarm import realarm
from spotter.services.summon_people import SummonPeople, note_paged
from spotter.services.tell_people import TellPeople
from spotter.stores.alarms import AlarmLedger


class Escalate:
    """The use case with what it works on."""

    def __init__(
        self,
        *,
        ledger: AlarmLedger,
        on_call: FindOnCall,
        call: CallPeople,
        summon: SummonPeople,
        tell: TellPeople,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._on_call = on_call
        self._call = call
        self._summon = summon
        self._tell = tell
        self._clock = clock

    def __call__(self, step: Step) -> Ladder:
        """Do a step and say what comes next. Doing it again is harmless.

        Raises:
            Unavailable: a store does not answer, or another invocation is at the same step; calling again is
                right. That a phone is not reached is no reason to stop: the next tier is.
        """
        match step:
            case Climb():
                return self._climb(step)
            case Tell():
                return ended(step, f"told {self._tell(step)}")
            case TestPage():
                return ended(step, f"tested {self._tell.test(step)}")
            case _:
                assert_never(step)

    def _climb(self, step: Climb) -> Ladder:
        alarm = self._ledger.find(step.tenant, step.site, step.alarm)
        if alarm is None or alarm.occurrence != step.occurrence:
            return ended(step, "the alarm has been raised anew, which calls people by itself")
        if not alarm.is_unanswered:
            self._tell(_news(alarm, step))
            return ended(step, "somebody has acted")
        if step.again:
            return self._again(alarm, step)
        if alarm.summons != step.summons:
            return ended(step, "people have been called anew since")
        if not pages_now(as_of(alarm, self._clock())):
            return until_again(alarm, step, now=self._clock())
        return self._call_tier(alarm, step)

    def _call_tier(self, alarm: Alarm, step: Climb) -> Ladder:
        duty = self._on_call(alarm, self._clock())
        callees = duty.tiers[step.tier] if step.tier < len(duty.tiers) else ()
        called = self._call(alarm, callees, call_of(alarm, step.tier), duty)
        if called.busy:
            raise Unavailable("another invocation is calling the same people", alarm=alarm.id)
        if called.addresses:
            note_paged(self._ledger, self._clock, alarm, called.addresses)
        rung = next_rung(
            alarm,
            step,
            duty.chain,
            len(duty.tiers),
            heard=called.people + called.grouped > 0,
            now=self._clock(),
        )
        counts = f"tier {step.tier}: {called.people} reached, {called.failed} not, {called.refused} refuse"
        return msgspec.structs.replace(rung, said=counts)

    def _again(self, alarm: Alarm, step: Climb) -> Ladder:
        """Alarm again, which begins a run of its own; one that died in between is taken up where it was."""
        if alarm.summons == step.summons:
            alarm = realarm(self._ledger, self._clock, alarm)
            if alarm.summons == step.summons and not (step.wakes and _is_unheard(alarm)):
                return until_again(alarm, step, now=self._clock())
        if alarm.summons <= step.summons + 1:
            self._summon(alarm)
        return ended(step, "nobody has acted: the alarm alarms again")


def _is_unheard(alarm: Alarm) -> bool:
    """Tell whether people may be called and nobody was: its silence has ended without a signal."""
    return pages_now(alarm) and alarm.paged_at is None


def _news(alarm: Alarm, step: Climb) -> Tell:
    what: Literal["acknowledged", "resolved"] = "acknowledged" if alarm.acknowledged_by else "resolved"
    return Tell(step.tenant, step.site, step.alarm, step.occurrence, what)
