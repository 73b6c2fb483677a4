"""Puts functions/devices together."""

from __future__ import annotations

import os
import secrets
from functools import cache

from spotter.adapters.aws.claims import IotClaims
from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.aws.rollouts import IotRollouts
from spotter.adapters.aws.things import IotThings
from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import DevicesParts
from spotter.services.deploy_update import DeployUpdate
from spotter.services.dry_run_profile import DryRunProfile
from spotter.services.keep_claims import KeepClaims
from spotter.settings import DevicesSettings
from spotter.stores.assignments import Assignments
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.lake import Quarantine
from spotter.stores.models import Models
from spotter.stores.provisioning_limits import provisioning_limits
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.texts import ModelTexts
from spotter.stores.trails import Trails
from spotter.stores.workers import Workers


@cache
def compose() -> DevicesParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = DevicesSettings.read(os.environ)
    registered = DynamoRecords(client("dynamodb"), settings.registry_table)
    registry, iot = Registry(registered), client("iot")
    access = FleetAccess(registered)
    claims = IotClaims(
        iot, policy_name=settings.claim_policy_name, template=settings.provisioning_template_name
    )
    lake = S3Objects(client("s3"), settings.lake_bucket)
    models = Models(DynamoRecords(client("dynamodb"), settings.models_table))
    return DevicesParts(
        registry=registry,
        things=IotThings(iot, settings.iot_policy_name),
        readings=SqsQueue(client("sqs"), settings.readings_queue_url),
        clock=system_clock,
        randomness=secrets.token_bytes,
        trails=Trails(DynamoRecords(client("dynamodb"), settings.trails_table)),
        assignments=Assignments(registered),
        workers=Workers(registered),
        deploy=DeployUpdate(registry, lake, lake, IotRollouts(iot), system_clock, models, ModelTexts(lake)),
        access=access,
        claims=KeepClaims(registry, access, claims, system_clock, provisioning_limits()),
        dry_run=DryRunProfile(registry, RawReadings(lake), Quarantine(lake), system_clock),
    )
