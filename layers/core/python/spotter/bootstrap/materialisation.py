"""Puts the offline store of features together: what computes it, and what asks for it."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from spotter.adapters.clock import system_clock
from spotter.services.audit_offline import AuditOffline
from spotter.services.find_sources import FindSources
from spotter.services.start_materialising import OfflineStores, StartMaterialising
from spotter.settings import PreprocessSettings
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.days import Days
from spotter.stores.extractions import Extractions
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.lake import AirLog, Archive
from spotter.stores.offline import OfflineStore
from spotter.stores.raw import RawReadings

if TYPE_CHECKING:
    from spotter.adapters.aws.objects import S3Objects
    from spotter.ports.records import Records
    from spotter.ports.workflows import Workflow
    from spotter.services.materialise_features import MaterialiseFeatures


@cache
def compose() -> MaterialiseFeatures:
    """Connect to what the environment names; once a process, when the first task needs it.

    DuckDB, NumPy and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.feature_days import ParquetFeatureDays
    from spotter.adapters.parquet.rows import ParquetRows
    from spotter.services.materialise_features import MaterialiseFeatures
    from spotter.services.plan_features import FeatureStores

    settings = PreprocessSettings.read(os.environ)
    lake, dynamodb = S3Objects(client("s3"), settings.lake_bucket), client("dynamodb")
    datasets = DynamoRecords(dynamodb, settings.datasets_table)
    days = Days(lake, DynamoRecords(dynamodb, settings.archive_table))
    stores = FeatureStores(
        FindSources(raw=RawReadings(lake), days=days, rows=ParquetRows()),
        DatasetVersions(lake, datasets),
        OfflineStore(lake, datasets),
        ParquetFeatureDays(),
        AirLog(lake),
    )
    return MaterialiseFeatures(stores, Extractions(lake, datasets), system_clock)


def start_materialising(
    lake: S3Objects, datasets: Records, learned: Records, runs: Workflow
) -> StartMaterialising:
    """Put together what functions/datasets asks for."""
    from spotter.adapters.parquet.tables import ParquetTables

    offline = OfflineStore(lake, datasets)
    return StartMaterialising(
        OfflineStores(
            FeatureSets(learned),
            DatasetVersions(lake, datasets),
            offline,
            Extractions(lake, datasets),
            runs,
            lake,
            system_clock,
            AuditOffline(offline, ParquetTables(), Archive(lake), AirLog(lake)),
        )
    )
