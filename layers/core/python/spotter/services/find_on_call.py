"""Find who is called to an alarm: by the rota of its zone or site, else every supervisor of the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
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
from spotter.errors import Corrupt, NotFound, Unavailable
from spotter.stores.people import People
from spotter.stores.registry import Registry
from spotter.stores.whereabouts import LastZones


class Duty(NamedTuple):
    """Who is called to an alarm, tier by tier, on which clocks and by which chain."""

    tiers: tuple[tuple[Callee, ...], ...]
    clocks: tzinfo
    chain: Chain
    position: tuple[float, float] | None


class FindOnCall:
    """The use case with what it works on."""

    def __init__(self, *, people: People, registry: Registry, last: LastZones, chain: Chain) -> None:
        self._people = people
        self._registry = registry
        self._last = last
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
        named: Tiers = on_call(rota, at, *self._zones_of(rota, alarm, at))
        known = self._people.contacts_named(alarm.tenant, (name for tier in named for name in tier))
        tiers = (
            tuple(callee_of(known[name], alarm.alarm_class) for name in tier if name in known)
            for tier in named
        )
        return tuple(tier for tier in tiers if tier)

    def _zones_of(self, rota: Rota, alarm: Alarm, at: datetime) -> tuple[ZoneName, ...]:
        """Name the zones of an alarm: its own, or those in which its device or worker was seen last.

        Where that cannot be read, the site's own people are called: a page matters more than whose it is.
        """
        kind, name = kind_and_name(alarm.subject)
        if kind == "zone":
            return (ZoneName(name),)
        if kind == "site" or not _has_zones(rota):
            return ()
        try:
            here = self._last.find(alarm.tenant, alarm.subject)
        except (Unavailable, Corrupt):
            return ()
        known = here is not None and here.site == alarm.site
        return here.zones if here and known and at - here.at < timedelta(seconds=self._chain.place_s) else ()

    def _site(self, alarm: Alarm) -> Site | None:
        try:
            return self._registry.site(alarm.tenant, alarm.site).document
        except NotFound:
            return None


def _has_zones(rota: Rota) -> bool:
    return any(shift.zone for shift in rota.shifts) or any(each.zone for each in rota.overrides)
