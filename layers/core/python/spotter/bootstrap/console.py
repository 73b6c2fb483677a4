"""Puts functions/console together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.aws.workflow import SfnWorkflow
from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import ConsoleParts
from spotter.settings import ConsoleSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.models import Models
from spotter.stores.registry import Registry


@cache
def compose() -> ConsoleParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = ConsoleSettings.read(os.environ)
    dynamodb = client("dynamodb")
    return ConsoleParts(
        registry=Registry(DynamoRecords(dynamodb, settings.registry_table)),
        ledger=AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
        models=Models(DynamoRecords(dynamodb, settings.models_table)),
        trainings=SfnWorkflow(client("stepfunctions"), settings.training_machine_arn),
        clock=system_clock,
    )
