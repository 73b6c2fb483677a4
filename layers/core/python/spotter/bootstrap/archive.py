"""Puts functions/archive together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import ArchiveParts
from spotter.services.query_readings import QueryReadings
from spotter.services.verify_archive import VerifyArchive
from spotter.settings import ArchiveSettings
from spotter.stores.assignments import Assignments
from spotter.stores.days import Days
from spotter.stores.exports import Exports
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry


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
    days = Days(lake, DynamoRecords(dynamodb, settings.archive_table))
    rows = ParquetRows()
    registered = DynamoRecords(dynamodb, settings.registry_table)
    registry = Registry(registered)
    return ArchiveParts(
        registry=registry,
        query=QueryReadings(raw=raw, days=days, rows=rows),
        verify=VerifyArchive(raw=raw, days=days, rows=rows, registry=registry),
        exports=Exports(lake, lake),
        assignments=Assignments(registered),
        clock=system_clock,
    )
