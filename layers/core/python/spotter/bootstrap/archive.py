"""Puts functions/archive together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import ArchiveParts
from spotter.services.query_readings import QueryReadings
from spotter.services.reckon_exposure import ReckonExposure
from spotter.services.rules_in_force import RulesInForce
from spotter.services.verify_archive import VerifyArchive
from spotter.settings import ArchiveSettings
from spotter.stores.assignments import Assignments
from spotter.stores.days import Days
from spotter.stores.episodes import Episodes
from spotter.stores.exports import Exports
from spotter.stores.exposures import Exposures
from spotter.stores.lake import PredictionLog
from spotter.stores.models import Models
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets


@cache
def compose() -> ArchiveParts:
    """Connect to what the environment names; once a process, when the first request needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.rows import ParquetRows

    settings = ArchiveSettings.read(os.environ)
    s3, dynamodb = client("s3"), client("dynamodb")
    lake = S3Objects(s3, settings.lake_bucket)
    raw = RawReadings(lake)
    archived = DynamoRecords(dynamodb, settings.archive_table)
    days, rows = Days(lake, archived), ParquetRows()
    registered = DynamoRecords(dynamodb, settings.registry_table)
    registry, assignments = Registry(registered), Assignments(registered)
    query = QueryReadings(raw=raw, days=days, rows=rows)
    return ArchiveParts(
        registry=registry,
        query=query,
        verify=VerifyArchive(raw=raw, days=days, rows=rows, registry=registry),
        exports=Exports(lake, lake),
        assignments=assignments,
        clock=system_clock,
        predictions=PredictionLog(lake),
        models=Models(DynamoRecords(dynamodb, settings.models_table)),
        reckon=ReckonExposure(
            query=query,
            assignments=assignments,
            registry=registry,
            rules=RulesInForce(RuleSets(registered), system_clock),
            exposures=Exposures(archived),
            clock=system_clock,
        ),
        episodes=Episodes(lake, archived),
    )
