"""Puts functions/score together."""

from __future__ import annotations

import os
from functools import cache

from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.adapters.native.models import load_model
from spotter.services.fill_air import AirParts, ScoreInAir
from spotter.services.find_subjects import FindSubjects
from spotter.services.keep_latest import KeepLatest
from spotter.services.live_models import LiveModels
from spotter.services.score_readings import ScoreReadings
from spotter.settings import ScoreSettings
from spotter.stores.assignments import Assignments
from spotter.stores.feature_sets import FeatureSets, LatestValues
from spotter.stores.lake import AirLog, PredictionLog
from spotter.stores.models import Models
from spotter.stores.registry import Registry
from spotter.stores.tails import Tails
from spotter.stores.texts import ModelTexts
from spotter.stores.whereabouts import LastZones
from spotter.stores.zone_air import ZoneAir


@cache
def compose() -> ScoreInAir:
    """Connect to what the environment names; once a process, when the first batch needs it."""
    settings = ScoreSettings.read(os.environ)
    dynamodb = client("dynamodb")
    lake = S3Objects(client("s3"), settings.lake_bucket)
    learned = DynamoRecords(dynamodb, settings.models_table)
    windows = DynamoRecords(dynamodb, settings.windows_table)
    sets, tails = FeatureSets(learned), Tails(windows)
    score = ScoreReadings(
        live=LiveModels(Models(learned), ModelTexts(lake), load_model, system_clock),
        tails=tails,
        log=PredictionLog(lake),
        alarms=SqsQueue(client("sqs"), settings.alarms_queue_url),
        latest=KeepLatest(sets, LatestValues(windows), system_clock),
    )
    registered = DynamoRecords(dynamodb, settings.registry_table)
    last = LastZones(DynamoRecords(dynamodb, settings.trails_table))
    find = FindSubjects(Assignments(registered), last, system_clock)
    parts = (sets, Registry(registered), find, last, ZoneAir(windows), tails, AirLog(lake), system_clock)
    return ScoreInAir(score, AirParts(*parts))
