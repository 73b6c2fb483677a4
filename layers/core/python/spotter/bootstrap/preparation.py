"""Puts the preparation of dataset versions together."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from spotter.adapters.clock import system_clock
from spotter.bootstrap.packed import unpack
from spotter.settings import PreprocessSettings

if TYPE_CHECKING:
    from spotter.services.prepare_version import PrepareVersion


@cache
def compose() -> PrepareVersion:
    """Connect to what the environment names; once a process, when the first task needs it.

    DuckDB comes packed, because the layers hold scikit-learn too and would not fit beside it as it is.
    """
    unpack("duckdb")
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.grids import DuckGrids
    from spotter.services.prepare_version import PrepareVersion
    from spotter.stores.catalogue import Catalogue
    from spotter.stores.dataset_versions import DatasetVersions
    from spotter.stores.extractions import Extractions
    from spotter.stores.prepared import PreparedRecords

    settings = PreprocessSettings.read(os.environ)
    lake = S3Objects(client("s3"), settings.lake_bucket)
    datasets = DynamoRecords(client("dynamodb"), settings.datasets_table)
    return PrepareVersion(
        DatasetVersions(lake, datasets),
        Extractions(lake, datasets),
        PreparedRecords(lake),
        DuckGrids(),
        system_clock,
        Catalogue(DynamoRecords(client("dynamodb"), settings.models_table)),
    )
