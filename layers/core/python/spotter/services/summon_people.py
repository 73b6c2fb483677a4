"""Summon people to an alarm: call the first tier, set the climbing going, and note whom it reached."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.governor import Grouped
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.paging import on_paged, pages_now
from spotter.domain.escalation import call_of, first_rung, run_name
from spotter.domain.people import still_to_reach
from spotter.errors import Conflict, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.announce import announce
from spotter.services.call_people import CallPeople
from spotter.services.decide_alarm import AlarmAt, decided
from spotter.services.find_on_call import Duty, FindOnCall
from spotter.services.keep_watch import keep_watch
from spotter.stores.alarms import AlarmLedger


class Summoned(NamedTuple):
    """How many people were reached now; `nobody_for` names an alarm that should page and cannot.

    `refused` counts the people whom no carrier will reach.
    """

    reached: int = 0
    nobody_for: str | None = None
    refused: int = 0


class SummonPeople:
    """The use case with what it works on."""

    def __init__(
        self, *, ledger: AlarmLedger, on_call: FindOnCall, call: CallPeople, runs: Workflow, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._on_call = on_call
        self._call = call
        self._runs = runs
        self._clock = clock

    def __call__(self, alarm: Alarm) -> Summoned:
        """Page whom this occurrence of the alarm has still to reach.

        People are called before the climbing begins, and it begins before it is noted whom they were:
        whatever dies in between, the signal comes again and finds what is left to do.

        Raises:
            Unavailable: a store does not answer or somebody was not reached; calling again is right.
        """
        if not pages_now(alarm):
            self._watch(alarm)
            return Summoned()
        duty = self._on_call(alarm, self._clock())
        callees = duty.tiers[0] if duty.tiers else ()
        wanted = still_to_reach(callees, alarm.paged)
        called = self._call(alarm, wanted, call_of(alarm), duty)
        if wanted or not callees:
            self._climb(alarm, duty)
        if called.addresses:
            note_paged(self._ledger, self._clock, alarm, called.addresses)
        if called.failed or called.busy:
            sentence = f"{called.failed + called.busy} of {len(wanted)} people were not reached"
            raise Unavailable(sentence, alarm=alarm.id, failed=called.failed, busy=called.busy)
        unheard = not callees or called.refused == len(callees)
        name = f"{alarm.tenant}/{alarm.site}/{alarm.id}"
        return Summoned(called.people, name if unheard else None, called.refused)

    def tell_over(self, alarm: Alarm) -> None:
        """Have everyone who was paged told that the alarm is over, if it is."""
        if not alarm.is_open:
            announce(self._runs, alarm, "resolved")

    def _watch(self, alarm: Alarm) -> None:
        """Have an alarm that is kept quiet taken up when it may be heard."""
        if alarm.silences:
            keep_watch(self._runs, alarm, now=self._clock())

    def _climb(self, alarm: Alarm, duty: Duty) -> None:
        rung = first_rung(alarm, duty.chain, len(duty.tiers))
        if rung is None:
            return
        with contextlib.suppress(Conflict):  # it climbs already, by the chain of a moment ago
            self._runs.start(name=run_name(rung.step), payload=msgspec.json.encode(rung).decode())


def note_grouped(ledger: AlarmLedger, clock: Clock, item: Grouped, address: str, among: int) -> None:
    """Write into the ledger of an alarm that a group notice told somebody of it, once."""

    def same_occurrence(before: Alarm | None) -> Move | None:
        if before is None or before.occurrence != item.occurrence or address in before.paged:
            return None
        words = f"paged in a notice, grouped with {among - 1} others"
        return on_paged(before, (address,), now=clock(), words=words)

    decided(ledger, AlarmAt(item.tenant, item.site, item.alarm), same_occurrence)


def note_paged(ledger: AlarmLedger, clock: Clock, alarm: Alarm, addresses: tuple[str, ...]) -> None:
    """Write into the ledger whom a calling reached, unless the alarm has been raised anew since."""

    def same_calling(before: Alarm | None) -> Move | None:
        if before is None or (before.occurrence, before.summons) != (alarm.occurrence, alarm.summons):
            return None
        return on_paged(before, addresses, now=clock())

    decided(ledger, AlarmAt(alarm.tenant, alarm.site, alarm.id), same_calling)
