"""Find who is called to an alarm: by the site's rota, else every supervisor of the site."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.escalation import Chain
from spotter.contracts.names import ZoneName, kind_and_name
from spotter.contracts.pages import Callee
from spotter.contracts.people import Rota, Tiers
from spotter.contracts.sites import Site
from spotter.domain.heartbeat import HEARTBEAT
from spotter.domain.people import callee_from, callee_of
from spotter.domain.rota import on_call
from spotter.errors import NotFound
from spotter.stores.people import People
from spotter.stores.registry import Registry


class Duty(NamedTuple):
    """Who is called to an alarm, tier by tier, on which clocks and by which chain."""

    tiers: tuple[tuple[Callee, ...], ...]
    clocks: tzinfo
    chain: Chain
    position: tuple[float, float] | None


class FindOnCall:
    """The use case with what it works on."""

    def __init__(self, *, people: People, registry: Registry, chain: Chain) -> None:
        self._people = people
        self._registry = registry
        self._chain = chain

    def __call__(self, alarm: Alarm, at: datetime) -> Duty:
        """Find who is called to an alarm at a moment; no tiers when there is nobody at all."""
        if alarm.rule == HEARTBEAT:
            return self._receipt(alarm)
        stored = self._people.find_rota(alarm.tenant, alarm.site)
        site = self._site(alarm)
        tiers = self._by_rota(stored.document, alarm, at) if stored else ()
        if not tiers and site and site.supervisors:
            tiers = (tuple(map(callee_from, site.supervisors)),)
        chain, clocks = self._chain, UTC
        if stored is None:
            return Duty(tiers, clocks, chain, site.position if site else None)
        if stored.document.after_s:
            chain = msgspec.structs.replace(chain, after_s=stored.document.after_s)
        zone = ZoneInfo(stored.document.timezone)
        return Duty(tiers, zone, chain, site.position if site else None)

    def _receipt(self, alarm: Alarm) -> Duty:
        """Give who answers for the heartbeat: a drill pages nobody else."""
        route = self._people.find_heartbeat(alarm.tenant, alarm.site)
        named = [route.document.receipt] if route else []
        found = self._people.contacts_named(alarm.tenant, named).values()
        tiers = tuple((callee_of(contact, alarm.alarm_class),) for contact in found)
        return Duty(tiers, UTC, self._chain, None)

    def _by_rota(self, rota: Rota, alarm: Alarm, at: datetime) -> tuple[tuple[Callee, ...], ...]:
        named: Tiers = on_call(rota, at, _zone_of(alarm))
        known = self._people.contacts_named(alarm.tenant, (name for tier in named for name in tier))
        tiers = (
            tuple(callee_of(known[name], alarm.alarm_class) for name in tier if name in known)
            for tier in named
        )
        return tuple(tier for tier in tiers if tier)

    def _site(self, alarm: Alarm) -> Site | None:
        try:
            return self._registry.site(alarm.tenant, alarm.site).document
        except NotFound:
            return None


def _zone_of(alarm: Alarm) -> ZoneName | None:
    kind, name = kind_and_name(alarm.subject)
    return ZoneName(name) if kind == "zone" else None
