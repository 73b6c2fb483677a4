"""Puts functions/locate together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.services.locate_people import LocatePeople
from spotter.services.who_wears import Wearers
from spotter.settings import LocateSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.whereabouts import LastZones
from spotter.stores.zones import Zones


@cache
def compose() -> LocatePeople:
    """Connect to what the environment names; once a process, when the first batch needs it."""
    settings = LocateSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registered = DynamoRecords(dynamodb, settings.registry_table)
    registry = Registry(registered)
    trails = DynamoRecords(dynamodb, settings.trails_table)
    return LocatePeople(
        registry=registry,
        zones=Zones(registered),
        tracks=Tracks(trails),
        last=LastZones(trails),
        ledger=AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        wearer=Wearers(registry, Assignments(registered)).wearer,
    )
