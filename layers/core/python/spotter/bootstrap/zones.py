"""Puts functions/zones together."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.notifiers import SesEmail, SnsPush, SnsSms
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.entry.web.places import ZonesParts
from spotter.services.alert_neighbours import AlertNeighbours
from spotter.services.count_heads import WhereParts
from spotter.services.send_page import SendPage
from spotter.services.who_wears import Wearers
from spotter.settings import ZonesSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.chains import chain
from spotter.stores.pages import Pages
from spotter.stores.people import People
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.trails import Trails
from spotter.stores.zones import Zones


@cache
def compose() -> ZonesParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = ZonesSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registered = DynamoRecords(dynamodb, settings.registry_table)
    remembered = DynamoRecords(dynamodb, settings.trails_table)
    registry = Registry(registered)
    where = WhereParts(
        registry=registry,
        zones=Zones(registered),
        tracks=Tracks(remembered),
        trails=Trails(remembered),
        worn=Wearers(registry, Assignments(registered)).worn,
        clock=system_clock,
    )
    alarms = DynamoRecords(dynamodb, settings.alarms_table)
    ledger, claim = AlarmLedger(alarms), timedelta(seconds=chain().claim_s)
    sns = client("sns")
    notifiers = (SnsSms(sns), SnsPush(sns), SesEmail(client("sesv2"), settings.email_sender))
    ways = {each.medium: each for each in notifiers}
    send = SendPage(pages=Pages(alarms), notifiers=ways, claim=claim, clock=system_clock)
    return ZonesParts(where, ledger, AlertNeighbours(where, ledger, People(registered), send))
