"""Puts functions/datasets together."""

from __future__ import annotations

import os
import secrets
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.entry.web.dataset_parts import DatasetsParts
from spotter.services.compare_versions import CompareVersions
from spotter.services.plan_query import PlanQuery
from spotter.services.read_version import ReadVersion
from spotter.services.receive_upload import ReceiveUpload, Stores
from spotter.services.start_extraction import StartExtraction
from spotter.services.start_preparing import StartPreparing
from spotter.settings import DatasetsSettings
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.days import Days
from spotter.stores.extractions import Extractions
from spotter.stores.prepared import PreparedRecords
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.recipes import Recipes
from spotter.stores.registry import Registry
from spotter.stores.uploads import PendingUploads


@cache
def compose() -> DatasetsParts:
    """Connect to what the environment names; once a process, when the first request needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.aws.uploads import S3Uploads
    from spotter.adapters.aws.workflow import SfnWorkflow
    from spotter.adapters.parquet.sheets import DuckSheets
    from spotter.adapters.parquet.tables import ParquetTables

    settings = DatasetsSettings.read(os.environ)
    s3, dynamodb = client("s3"), client("dynamodb")
    lake = S3Objects(s3, settings.lake_bucket)
    registered = DynamoRecords(dynamodb, settings.registry_table)
    kept = DynamoRecords(dynamodb, settings.datasets_table)
    versions, tables = DatasetVersions(lake, kept), ParquetTables()
    runs = SfnWorkflow(client("stepfunctions"), settings.extraction_machine_arn)
    pseudonyms = Pseudonyms(kept, secrets.token_bytes)
    registry, assignments = Registry(registered), Assignments(registered)
    learned = DynamoRecords(dynamodb, settings.models_table)
    recipes, catalogue = Recipes(learned), Catalogue(learned)
    extract = StartExtraction(versions, Extractions(lake, kept), runs, system_clock, catalogue)
    days, prepared = Days(lake, DynamoRecords(dynamodb, settings.archive_table)), PreparedRecords(lake)
    uploads = S3Uploads(s3, settings.lake_bucket)
    receiving = Stores(versions, PendingUploads(kept), uploads, lake, DuckSheets(), runs)
    return DatasetsParts(
        registry=registry,
        versions=versions,
        extract=extract,
        read=ReadVersion(versions, tables, lake, lake, assignments, pseudonyms),
        compare=CompareVersions(versions, tables),
        receive=ReceiveUpload(receiving, system_clock, secrets.token_bytes),
        plan=PlanQuery(versions, days, registry, assignments, pseudonyms, system_clock, settings.lake_bucket),
        prepare=StartPreparing(versions, recipes, prepared, extract, runs, system_clock, catalogue),
        clock=system_clock,
        catalogue=catalogue,
    )
