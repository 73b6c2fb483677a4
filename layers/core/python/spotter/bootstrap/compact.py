"""Puts functions/compact together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.compact_readings import CompactReadings
from spotter.services.settle_trust import SettleTrust
from spotter.settings import CompactSettings
from spotter.stores.days import Days
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails


@cache
def compose() -> CompactReadings:
    """Connect to what the environment names; once a process, when the first run needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.rows import ParquetRows

    settings, dynamodb = CompactSettings.read(os.environ), client("dynamodb")
    lake = S3Objects(client("s3"), settings.lake_bucket)
    days = Days(lake, DynamoRecords(dynamodb, settings.archive_table))
    trust = SettleTrust(
        registry=Registry(DynamoRecords(dynamodb, settings.registry_table)),
        trails=Trails(DynamoRecords(dynamodb, settings.trails_table)),
        days=days,
        clock=system_clock,
    )
    return CompactReadings(
        raw=RawReadings(lake), days=days, rows=ParquetRows(), trust=trust, clock=system_clock
    )
