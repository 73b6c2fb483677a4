"""Puts every handler of functions/validate together."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from time import process_time

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.adapters.native.models import load_model
from spotter.contracts.learning import Champion
from spotter.services.follow_answers import FollowAnswers
from spotter.services.judge_data import JudgeData
from spotter.services.promote_candidate import promote_candidate
from spotter.services.validate_candidate import ValidateCandidate
from spotter.settings import ValidateSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.datasets import Datasets
from spotter.stores.lake import PredictionLog
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts


@cache
def compose() -> ValidateCandidate:
    """Connect to what the environment names; once a process, when the first task needs it."""
    settings = ValidateSettings.read(os.environ)
    lake, dynamodb = S3Objects(client("s3"), settings.lake_bucket), client("dynamodb")
    kept = DynamoRecords(dynamodb, settings.datasets_table)
    return ValidateCandidate(
        models=Models(DynamoRecords(dynamodb, settings.models_table)),
        judge_data=JudgeData(DatasetVersions(lake, kept), Checks(lake, kept)),
        datasets=Datasets(lake),
        texts=ModelTexts(lake),
        load=load_model,
        clock=system_clock,
        stopwatch=process_time,
    )


@cache
def compose_promotion() -> Callable[..., Champion]:
    """Connect to the models alone: a promotion moves a pointer and reads nothing else."""
    settings = ValidateSettings.read(os.environ)
    models = Models(DynamoRecords(client("dynamodb"), settings.models_table))
    return partial(promote_candidate, models, system_clock)


@cache
def compose_following() -> FollowAnswers:
    """Connect what lets lines follow answers."""
    settings = ValidateSettings.read(os.environ)
    dynamodb = client("dynamodb")
    return FollowAnswers(
        Models(DynamoRecords(dynamodb, settings.models_table)),
        AlarmLedger(DynamoRecords(dynamodb, settings.alarms_table)),
        PredictionLog(S3Objects(client("s3"), settings.lake_bucket)),
        system_clock,
    )
