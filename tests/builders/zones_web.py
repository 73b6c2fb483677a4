"""functions/zones on memory, with a site where people walk about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.testclient import TestClient

from builders.alarm_path import PROFILE, a_device
from builders.paging import paging_stores
from builders.zones import KIM, LEE, NOON, SITE, TENANT
from envelopes.http import Claims, a_client, load_function, provide
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName
from spotter.contracts.people import Medium
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.sites import Site
from spotter.entry.web.places import ZonesParts, zones_parts
from spotter.services.alert_neighbours import AlertNeighbours
from spotter.services.count_heads import WhereParts
from spotter.services.send_page import SendPage
from spotter.stores.alarms import AlarmLedger
from spotter.stores.chains import chain
from spotter.stores.people import People
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.trails import Trails
from spotter.stores.zones import Zones

KIMS, LEES = DeviceName("longwall-1"), DeviceName("helmet-9")
GAS_HELMET = Profile(
    TENANT,
    PROFILE,
    1,
    {"ch4": Channel(ChannelType.NUMBER, "%", hazard="ch4"), "sos": Channel(ChannelType.BOOLEAN)},
)


class ZonesPlatform(NamedTuple):
    """functions/zones on memory."""

    app: FastAPI
    where: WhereParts
    ledger: AlarmLedger
    people: People
    pager: MemoryNotifier

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, claims)


def a_zones_platform() -> ZonesPlatform:
    """Make functions/zones on memory: one site, two devices, Kim and Lee who wear them."""
    app: FastAPI = load_function("zones").app
    registered, remembered = MemoryRecords(), MemoryRecords()
    registry = Registry(registered)
    registry.put_site(Site(TENANT, SITE, "The pit"), expected=None)
    registry.add_profile(GAS_HELMET)
    for name in (KIMS, LEES):
        registry.put_device(a_device(name), expected=None)
    where = WhereParts(
        registry=registry,
        zones=Zones(registered),
        tracks=Tracks(remembered),
        trails=Trails(remembered),
        worn=_worn,
        clock=lambda: NOON,
    )
    ledger, pager = AlarmLedger(MemoryRecords()), MemoryNotifier()
    stores = paging_stores()
    claim = timedelta(seconds=chain().claim_s)
    send = SendPage(pages=stores.pages, notifiers={Medium.SMS: pager}, claim=claim, clock=lambda: NOON)
    parts = ZonesParts(where, ledger, AlertNeighbours(where, ledger, stores.people, send))
    provide(app, zones_parts, parts)
    return ZonesPlatform(app, where, ledger, stores.people, pager)


def _worn(_tenant: Tenant, _site: SiteName, _at: datetime) -> Mapping[WorkerName, tuple[DeviceName, ...]]:
    return {KIM: (KIMS,), LEE: (LEES,)}
