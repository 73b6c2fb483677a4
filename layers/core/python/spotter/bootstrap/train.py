"""Puts functions/train together."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.adapters.native.models import load_model
from spotter.contracts.names import Tenant
from spotter.services.fit_study import FittedStudy, fit_study
from spotter.services.train_candidate import TrainCandidate
from spotter.settings import TrainSettings
from spotter.stores.datasets import Datasets
from spotter.stores.models import Models
from spotter.stores.studies import Studies
from spotter.stores.texts import ModelTexts

THREADS = 2
"""The function's memory buys 1.7 processors."""


@cache
def compose() -> TrainCandidate:
    """Connect to what the environment names; once a process, when the first task needs it."""
    settings = TrainSettings.read(os.environ)
    lake = S3Objects(client("s3"), settings.lake_bucket)
    return TrainCandidate(
        models=Models(DynamoRecords(client("dynamodb"), settings.models_table)),
        datasets=Datasets(lake),
        texts=ModelTexts(lake),
        load=load_model,
        clock=system_clock,
        threads=THREADS,
    )


@cache
def compose_fit() -> Callable[[Tenant, str], FittedStudy]:
    """Connect what fits studies."""
    settings = TrainSettings.read(os.environ)
    records = DynamoRecords(client("dynamodb"), settings.models_table)
    return partial(fit_study, Studies(records), Models(records), compose())
