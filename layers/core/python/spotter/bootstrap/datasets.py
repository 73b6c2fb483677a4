"""Puts functions/datasets together."""

from __future__ import annotations

import os
from functools import cache
from secrets import token_bytes

from spotter.adapters.clock import system_clock
from spotter.bootstrap.materialisation import start_materialising
from spotter.entry.web.dataset_parts import DatasetsParts
from spotter.services.accept_schema import AcceptSchema
from spotter.services.compare_versions import CompareVersions
from spotter.services.plan_query import PlanQuery
from spotter.services.plan_recipe import PlanRecipe
from spotter.services.read_version import ReadVersion
from spotter.services.receive_upload import ReceiveUpload, Stores
from spotter.services.start_check import StartCheck
from spotter.services.start_extraction import StartExtraction
from spotter.services.start_preparing import StartPreparing
from spotter.settings import DatasetsSettings
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.checks import Checks
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
    """Connect to what the environment names, once a process; DuckDB and the SDK are imported no sooner."""
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.aws.uploads import S3Uploads
    from spotter.adapters.aws.workflow import SfnWorkflow
    from spotter.adapters.parquet.sheets import DuckSheets
    from spotter.adapters.parquet.tables import ParquetTables

    settings = DatasetsSettings.read(os.environ)
    s3, dynamodb = client("s3"), client("dynamodb")
    lake, uploads = S3Objects(s3, settings.lake_bucket), S3Uploads(s3, settings.lake_bucket)
    registered, kept, learned, archived = (DynamoRecords(dynamodb, name) for name in _tables(settings))
    versions, checks, tables = DatasetVersions(lake, kept), Checks(lake, kept), ParquetTables()
    runs = SfnWorkflow(client("stepfunctions"), settings.extraction_machine_arn)
    registry, assignments = Registry(registered), Assignments(registered)
    recipes, catalogue, prepared = Recipes(learned), Catalogue(learned), PreparedRecords(lake)
    extract = StartExtraction(versions, Extractions(lake, kept), runs, system_clock, catalogue)
    days, pseudonyms = Days(lake, archived), Pseudonyms(kept, token_bytes)
    receiving = Stores(versions, PendingUploads(kept), uploads, lake, DuckSheets(), runs)
    return DatasetsParts(
        registry=registry,
        versions=versions,
        extract=extract,
        read=ReadVersion(versions, tables, lake, lake, assignments, pseudonyms),
        compare=CompareVersions(versions, tables),
        receive=ReceiveUpload(receiving, system_clock, token_bytes),
        plan=PlanQuery(versions, days, registry, assignments, pseudonyms, system_clock, settings.lake_bucket),
        prepare=StartPreparing(versions, recipes, prepared, extract, runs, system_clock, catalogue),
        plan_recipe=PlanRecipe(versions, recipes, settings.lake_bucket),
        checks=checks,
        check=(check := StartCheck(versions, checks, runs, system_clock)),
        accept=AcceptSchema(versions, checks, check, system_clock),
        clock=system_clock,
        catalogue=catalogue,
        offline=start_materialising(lake, kept, learned, runs),
    )


def _tables(settings: DatasetsSettings) -> tuple[str, str, str, str]:
    return settings.registry_table, settings.datasets_table, settings.models_table, settings.archive_table
