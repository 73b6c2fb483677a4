"""Summon people to an alarm: page those whom this occurrence has still to reach, and note whom it reached."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.alarms import Alarm
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms.moves import Move
from spotter.domain.alarms.paging import on_paged, pages_now, phones_to_page
from spotter.domain.messages import page_text
from spotter.errors import NotFound, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.pager import Pager
from spotter.services.decide_alarm import decided
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry


class Summoned(NamedTuple):
    """How many phones were reached now; `nobody_for` names an alarm that should page and cannot."""

    reached: int = 0
    nobody_for: str | None = None


class SummonPeople:
    """The use case with what it works on."""

    def __init__(self, *, ledger: AlarmLedger, registry: Registry, pager: Pager, clock: Clock) -> None:
        self._ledger = ledger
        self._registry = registry
        self._pager = pager
        self._clock = clock

    def __call__(self, alarm: Alarm) -> Summoned:
        """Page whom this occurrence of the alarm has still to reach.

        Raises:
            Unavailable: a store does not answer or a phone was not reached; calling again is right.
        """
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
        unheard = not phones and pages_now(alarm)
        return Summoned(len(reached), f"{alarm.tenant}/{alarm.site}/{alarm.id}" if unheard else None)

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
