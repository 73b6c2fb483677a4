"""Puts functions/monitor together."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.anchor_sites import AnchorSites
from spotter.services.check_heartbeats import CheckHeartbeats
from spotter.services.find_ages import FindAges
from spotter.services.rules_in_force import RulesInForce
from spotter.services.sweep_silence import SweepSilence
from spotter.services.sweep_timers import SweepTimers
from spotter.settings import MonitorSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.dues import Dues
from spotter.stores.hushes import Hushes, silence_norms
from spotter.stores.memories import Memories
from spotter.stores.people import People
from spotter.stores.pulses import Pulses, heartbeat_norms
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.workers import Workers

LONGEST_S = 58
"""A sweep is over before the schedule begins the next."""


@cache
def compose() -> SweepSilence:
    """Connect to what the environment names; once a process, when the first sweep needs it."""
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords

    settings = MonitorSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registry = DynamoRecords(dynamodb, settings.registry_table)
    trails = DynamoRecords(dynamodb, settings.trails_table)
    return SweepSilence(
        registry=Registry(registry),
        trails=Trails(trails),
        hushes=Hushes(trails),
        rules=RulesInForce(RuleSets(registry), system_clock),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        norms=silence_norms(),
        clock=system_clock,
        pause=time.sleep,
    )


@cache
def compose_timers() -> SweepTimers:
    """Connect the use case of timers that nobody speaks for."""
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords

    settings = MonitorSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registry = DynamoRecords(dynamodb, settings.registry_table)
    trails = DynamoRecords(dynamodb, settings.trails_table)
    return SweepTimers(
        registry=Registry(registry),
        dues=Dues(trails),
        memories=Memories(trails),
        rules=RulesInForce(RuleSets(registry), system_clock),
        ages=FindAges(Assignments(registry), Workers(registry), system_clock),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        clock=system_clock,
        pause=time.sleep,
    )


@cache
def compose_heartbeats() -> CheckHeartbeats:
    """Connect the use case of the heartbeat's watch."""
    from spotter.adapters.aws.bell import SnsBell
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.records import DynamoRecords

    settings = MonitorSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registry = DynamoRecords(dynamodb, settings.registry_table)
    trails = DynamoRecords(dynamodb, settings.trails_table)
    return CheckHeartbeats(
        registry=Registry(registry),
        people=People(registry),
        ledger=AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
        trails=Trails(trails),
        pulses=Pulses(trails),
        bell=SnsBell(client("sns"), settings.bell_topic_arn),
        norms=heartbeat_norms(),
        clock=system_clock,
    )


@cache
def compose_anchors() -> AnchorSites:
    """Connect the use case of the daily anchors."""
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.records import DynamoRecords

    settings = MonitorSettings.read(os.environ)
    dynamodb = client("dynamodb")
    return AnchorSites(
        ledger=AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
        registry=Registry(DynamoRecords(dynamodb, settings.registry_table)),
        clock=system_clock,
    )


def soon(event: Mapping[str, object]) -> datetime:
    """Say until when a sweep that an event wakes is to last."""
    asked = event.get("watch_s")
    lasts_s = min(max(asked, 0), LONGEST_S) if isinstance(asked, int | float) else 0
    return system_clock() + timedelta(seconds=lasts_s)
