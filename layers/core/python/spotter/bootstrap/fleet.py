"""Puts functions/fleet together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.sweep_fleet import SweepFleet
from spotter.services.watch_certificates import WatchCertificates
from spotter.settings import FleetSettings
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.provisioning_limits import provisioning_limits
from spotter.stores.readiness import readiness_norms
from spotter.stores.registry import Registry


@cache
def compose() -> SweepFleet:
    """Connect to what the environment names; once a process, when the first run needs it.

    The cloud's SDK is imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.aws.things import IotThings

    settings = FleetSettings.read(os.environ)
    registered = DynamoRecords(client("dynamodb"), settings.registry_table)
    return SweepFleet(
        registry=Registry(registered),
        access=FleetAccess(registered),
        things=IotThings(client("iot"), settings.iot_policy_name),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        clock=system_clock,
        limits=provisioning_limits(),
    )


@cache
def compose_certificates() -> WatchCertificates:
    """Connect the watch over certificates."""
    from spotter.adapters.aws.certificates import IotCertificates
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords

    settings = FleetSettings.read(os.environ)
    return WatchCertificates(
        registry=Registry(DynamoRecords(client("dynamodb"), settings.registry_table)),
        certificates=IotCertificates(client("iot")),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        norms=readiness_norms(),
        clock=system_clock,
    )
