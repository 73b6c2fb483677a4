"""Puts functions/devices together."""

from __future__ import annotations

import os
import secrets
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.aws.rollouts import IotRollouts
from spotter.adapters.aws.things import IotThings
from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import DevicesParts
from spotter.services.deploy_update import DeployUpdate
from spotter.settings import DevicesSettings
from spotter.stores.assignments import Assignments
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails


@cache
def compose() -> DevicesParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = DevicesSettings.read(os.environ)
    registered = DynamoRecords(client("dynamodb"), settings.registry_table)
    registry, iot = Registry(registered), client("iot")
    lake = S3Objects(client("s3"), settings.lake_bucket)
    return DevicesParts(
        registry=registry,
        things=IotThings(iot, settings.iot_policy_name),
        readings=SqsQueue(client("sqs"), settings.readings_queue_url),
        clock=system_clock,
        randomness=secrets.token_bytes,
        trails=Trails(DynamoRecords(client("dynamodb"), settings.trails_table)),
        assignments=Assignments(registered),
        deploy=DeployUpdate(registry, lake, lake, IotRollouts(iot), system_clock),
    )
