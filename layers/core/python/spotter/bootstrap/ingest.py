"""Puts functions/ingest together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.rules_in_force import RulesInForce
from spotter.settings import IngestSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers


@cache
def compose() -> IngestReadings:
    """Connect to what the environment names; once a process, when the first batch needs it.

    The cloud's SDK is imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.queue import SqsQueue
    from spotter.adapters.aws.records import DynamoRecords

    settings = IngestSettings.read(os.environ)
    dynamodb, sqs = client("dynamodb"), client("sqs")
    registry = DynamoRecords(dynamodb, settings.registry_table)
    trails = DynamoRecords(dynamodb, settings.trails_table)
    lake = S3Objects(client("s3"), settings.lake_bucket)
    return IngestReadings(
        IngestParts(
            registry=Registry(registry),
            ledger=AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
            trails=Trails(trails),
            archive=Archive(lake),
            quarantine=Quarantine(lake),
            alarms=SqsQueue(sqs, settings.alarms_queue_url),
            windows=SqsQueue(sqs, settings.windows_queue_url),
            fixes=SqsQueue(sqs, settings.fixes_queue_url),
            rules=RulesInForce(RuleSets(registry), system_clock),
            memories=Memories(trails),
            assignments=Assignments(registry),
            workers=Workers(registry),
            last=LastZones(trails),
            clock=system_clock,
        )
    )
