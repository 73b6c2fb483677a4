"""Puts functions/zones together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.entry.web.places import ZonesParts
from spotter.services.count_heads import WhereParts
from spotter.services.who_wears import Wearers
from spotter.settings import ZonesSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
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
    return ZonesParts(where, AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)))
