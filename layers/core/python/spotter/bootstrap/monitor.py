"""Puts functions/monitor together."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from spotter.adapters.clock import system_clock
from spotter.ports.queue import Queue
from spotter.ports.records import Records
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
    at = _places()
    return SweepSilence(
        registry=Registry(at.registry),
        trails=Trails(at.trails),
        hushes=Hushes(at.trails),
        rules=RulesInForce(RuleSets(at.registry), system_clock),
        alarms=at.queue,
        norms=silence_norms(),
        clock=system_clock,
        pause=time.sleep,
    )


@cache
def compose_timers() -> SweepTimers:
    """Connect the use case of timers that nobody speaks for."""
    at = _places()
    return SweepTimers(
        registry=Registry(at.registry),
        dues=Dues(at.trails),
        memories=Memories(at.trails),
        rules=RulesInForce(RuleSets(at.registry), system_clock),
        ages=FindAges(Assignments(at.registry), Workers(at.registry), system_clock),
        alarms=at.queue,
        clock=system_clock,
        pause=time.sleep,
    )


@cache
def compose_heartbeats() -> CheckHeartbeats:
    """Connect the use case of the heartbeat's watch."""
    from spotter.adapters.aws.bell import SnsBell
    from spotter.adapters.aws.clients import client

    at, settings = _places(), MonitorSettings.read(os.environ)
    return CheckHeartbeats(
        registry=Registry(at.registry),
        people=People(at.registry),
        ledger=AlarmLedger(at.alarms),
        trails=Trails(at.trails),
        pulses=Pulses(at.trails),
        bell=SnsBell(client("sns"), settings.bell_topic_arn),
        norms=heartbeat_norms(),
        clock=system_clock,
    )


@cache
def compose_anchors() -> AnchorSites:
    """Connect the use case of the daily anchors."""
    at = _places()
    return AnchorSites(
        ledger=AlarmLedger(at.alarms),
        registry=Registry(at.registry),
        clock=system_clock,
    )


class _Places(NamedTuple):
    """Where the use cases read and write."""

    registry: Records
    alarms: Records
    trails: Records
    queue: Queue


def _places() -> _Places:
    """Connect to the tables and the queue of alarms that the environment names."""
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords

    settings, dynamodb = MonitorSettings.read(os.environ), client("dynamodb")
    return _Places(
        registry=DynamoRecords(dynamodb, settings.registry_table),
        alarms=DynamoRecords(dynamodb, settings.alarms_table),
        trails=DynamoRecords(dynamodb, settings.trails_table),
        queue=SqsQueue(client("sqs"), settings.alarms_queue_url),
    )


def soon(event: Mapping[str, object]) -> datetime:
    """Say until when a sweep that an event wakes is to last."""
    asked = event.get("watch_s")
    lasts_s = min(max(asked, 0), LONGEST_S) if isinstance(asked, int | float) else 0
    return system_clock() + timedelta(seconds=lasts_s)
