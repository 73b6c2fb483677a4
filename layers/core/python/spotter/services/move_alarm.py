"""Move an alarm by a signal: raise it once, keep its worst evidence, return it to normal, page its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spotter.contracts.alarms import Alarm, ConditionActive, Signal, alarm_id
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms import PAGING_CLASSES, Move, on_active, on_normal, on_paged, phones_to_page
from spotter.domain.messages import page_text
from spotter.errors import Conflict, NotFound, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.pager import Pager
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

ATTEMPTS = 8
"""How often a write is decided anew when another writer was first; then the queue brings the signal again."""


class Outcome(NamedTuple):
    """What a signal did, for the log line; `no_supervisors` names an alarm that should page and cannot."""

    moved: bool
    paged: int = 0
    no_supervisors: str | None = None


class MoveAlarm:
    """The use case with what it works on."""

    def __init__(self, *, ledger: AlarmLedger, registry: Registry, pager: Pager, clock: Clock) -> None:
        self._ledger = ledger
        self._registry = registry
        self._pager = pager
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
        return self._page(alarm, moved=moved)

    def _decision(self, before: Alarm | None, signal: Signal) -> Move | None:
        if isinstance(signal, ConditionActive):
            return on_active(before, signal, now=self._clock())
        return on_normal(before, signal, now=self._clock())

    def _page(self, alarm: Alarm, *, moved: bool) -> Outcome:
        phones = self._phones(alarm.tenant, alarm.site)
        wanted = phones_to_page(alarm, phones)
        reached: list[str] = []
        failures: list[Unavailable] = []
        for phone in wanted:
            try:
                self._pager.page(phone, page_text(alarm))
                reached.append(phone)
            except Unavailable as err:
                failures.append(err)
        if reached:
            self._record_paged(alarm, tuple(reached))
        if failures:
            sentence = f"{len(failures)} of {len(wanted)} phones were not reached"
            raise Unavailable(sentence, alarm=alarm.id) from failures[0]
        unheard = not phones and alarm.alarm_class in PAGING_CLASSES
        return Outcome(moved, len(reached), f"{alarm.tenant}/{alarm.site}/{alarm.id}" if unheard else None)

    def _record_paged(self, alarm: Alarm, phones: tuple[str, ...]) -> None:
        def same_occurrence(before: Alarm | None) -> Move | None:
            if before is None or before.occurrence != alarm.occurrence:
                return None
            return on_paged(before, phones, now=self._clock())

        decided(self._ledger, (alarm.tenant, alarm.site, alarm.id), same_occurrence)

    def _phones(self, tenant: Tenant, site: SiteName) -> tuple[str, ...]:
        try:
            return tuple(person.phone for person in self._registry.site(tenant, site).document.supervisors)
        except NotFound:
            return ()


def decided(
    ledger: AlarmLedger, named: tuple[Tenant, SiteName, str], decide: Callable[[Alarm | None], Move | None]
) -> tuple[Alarm | None, bool]:
    """Read an alarm, decide, write; decide anew when another writer was first. Gives it and whether it moved.

    Raises:
        Unavailable: others kept being first.
    """
    for _ in range(ATTEMPTS):
        before = ledger.find(*named)
        move = decide(before)
        if move is None:
            return before, False
        try:
            ledger.record(move.alarm, move.transition)
        except Conflict:
            continue
        return move.alarm, True
    raise Unavailable("the alarm is being moved by others", alarm=named[2])
