"""Puts functions/alert together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.move_alarm import MoveAlarm
from spotter.services.summon_people import SummonPeople
from spotter.settings import AlertSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.philosophy import philosophy
from spotter.stores.registry import Registry


@cache
def compose() -> MoveAlarm:
    """Connect to what the environment names; once a process, when the first signal needs it.

    The cloud's SDK is imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.pager import SnsPager
    from spotter.adapters.aws.records import DynamoRecords

    settings = AlertSettings.read(os.environ)
    dynamodb = client("dynamodb")
    ledger = AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table))
    summon = SummonPeople(
        ledger=ledger,
        registry=Registry(DynamoRecords(dynamodb, settings.registry_table)),
        pager=SnsPager(client("sns")),
        clock=system_clock,
    )
    return MoveAlarm(ledger=ledger, summon=summon, philosophy=philosophy(), clock=system_clock)
