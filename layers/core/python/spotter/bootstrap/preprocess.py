"""Puts functions/preprocess together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.services.extract_dataset import ExtractDataset
from spotter.services.read_frozen import ReadFrozen
from spotter.settings import PreprocessSettings
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.datasets import Datasets
from spotter.stores.lake import AirLog, Archive
from spotter.stores.models import Models
from spotter.stores.registry import Registry


@cache
def compose() -> ExtractDataset:
    """Connect to what the environment names; once a process, when the first task needs it.

    DuckDB is imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.parquet.tables import ParquetTables

    settings = PreprocessSettings.read(os.environ)
    dynamodb = client("dynamodb")
    lake = S3Objects(client("s3"), settings.lake_bucket)
    return ExtractDataset(
        archive=Archive(lake),
        air=AirLog(lake),
        frozen=ReadFrozen(
            DatasetVersions(lake, DynamoRecords(dynamodb, settings.datasets_table)), ParquetTables()
        ),
        registry=Registry(DynamoRecords(dynamodb, settings.registry_table)),
        models=Models(DynamoRecords(dynamodb, settings.models_table)),
        datasets=Datasets(lake),
        clock=system_clock,
    )
