"""Puts the extraction of dataset versions together."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from spotter.adapters.clock import system_clock
from spotter.contracts.datasets import DatasetManifest
from spotter.contracts.sheets import Load
from spotter.entry.dataset_tasks import Task, extraction_result
from spotter.services.extract_version import ExtractVersion
from spotter.services.find_sources import FindSources
from spotter.services.load_upload import LoadUpload
from spotter.services.plan_extraction import PlanExtraction, Stores
from spotter.settings import PreprocessSettings
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.days import Days
from spotter.stores.extractions import Extractions
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.uploads import PendingUploads


class Makers(NamedTuple):
    """What makes versions: of what is archived, and of what somebody uploaded."""

    extract: ExtractVersion
    load: LoadUpload
    checks: Checks

    def __call__(self, task: Task, *, left_s: Callable[[], float]) -> dict[str, Any]:
        """Do what a task says, or as much of it as there is time for."""
        asked = task.asked
        if isinstance(asked, Load):
            return self._told(self.load(asked))
        if task.step == "days":
            return {"days": self.extract.days(asked)}
        if task.step == "day":
            self.extract.make(asked, task.day)
            return {}
        return self._told(self.extract(asked, left_s=left_s))

    def _told(self, made: DatasetManifest | None) -> dict[str, Any]:
        has_schema = made is not None and self.checks.schema(made.tenant, made.dataset) is not None
        return extraction_result(made, has_schema=has_schema)


@cache
def compose() -> Makers:
    """Connect to what the environment names; once a process, when the first task needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.parquet.rows import ParquetRows
    from spotter.adapters.parquet.sheets import DuckSheets
    from spotter.adapters.parquet.tables import ParquetTables

    settings = PreprocessSettings.read(os.environ)
    lake, dynamodb = S3Objects(client("s3"), settings.lake_bucket), client("dynamodb")
    registered = DynamoRecords(dynamodb, settings.registry_table)
    datasets = DynamoRecords(dynamodb, settings.datasets_table)
    days = Days(lake, DynamoRecords(dynamodb, settings.archive_table))
    stores = Stores(
        FindSources(raw=RawReadings(lake), days=days, rows=ParquetRows()),
        ParquetTables(),
        DatasetVersions(lake, datasets),
        Extractions(lake, datasets),
        Registry(registered),
        Assignments(registered),
        Pseudonyms(datasets, secrets.token_bytes),
        Catalogue(DynamoRecords(dynamodb, settings.models_table)),
    )
    load = LoadUpload(
        stores.versions,
        stores.extractions,
        PendingUploads(datasets),
        lake,
        DuckSheets(memory="4GB"),
        system_clock,
        stores.catalogue,
    )
    return Makers(ExtractVersion(PlanExtraction(stores), stores, system_clock), load, Checks(lake, datasets))
