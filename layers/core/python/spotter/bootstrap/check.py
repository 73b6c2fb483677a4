"""Puts functions/check together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.clock import system_clock
from spotter.services.check_version import CheckVersion
from spotter.services.retrain_models import RetrainModels
from spotter.services.summarise_version import SummariseVersion
from spotter.settings import CheckSettings
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.models import Models


@cache
def compose() -> CheckVersion:
    """Connect to what the environment names; once a process, when the first task needs it.

    DuckDB and the cloud's SDK are imported here, so that importing the handler stays cheap.
    """
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.aws.workflow import SfnWorkflow
    from spotter.adapters.parquet.summaries import ParquetSummaries

    settings = CheckSettings.read(os.environ)
    lake, dynamodb = S3Objects(client("s3"), settings.lake_bucket), client("dynamodb")
    kept = DynamoRecords(dynamodb, settings.datasets_table)
    versions, checks = DatasetVersions(lake, kept), Checks(lake, kept)
    trainings = SfnWorkflow(client("stepfunctions"), settings.training_machine_arn)
    return CheckVersion(
        versions=versions,
        checks=checks,
        extractions=Extractions(lake, kept),
        summarise=SummariseVersion(versions, checks, ParquetSummaries()),
        retrain=RetrainModels(Models(DynamoRecords(dynamodb, settings.models_table)), trainings),
        clock=system_clock,
    )
