"""What the learning functions work on, in moto, and the environment that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import msgspec
import pytest

from builders.boosters import a_model_text
from builders.learning import (
    FALL,
    MODEL,
    PROFILE,
    SITE,
    TENANT,
    a_card,
    a_profile,
    a_window,
    falls,
    marked_falls,
)
from builders.moto_environment import a_moto_environment
from envelopes.http import load_function
from spotter.adapters.aws import clients
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.bootstrap import check, extraction, preprocess, score, studies, train, validate
from spotter.contracts.alarms import Signal
from spotter.contracts.learning import Candidate
from spotter.stores.lake import Archive, PredictionLog
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry
from spotter.stores.texts import ModelTexts

DEVICES = ("band-1", "band-2", "band-3", "band-4")
COMPOSED = (
    check.compose,
    extraction.compose,
    preprocess.compose,
    train.compose,
    train.compose_fit,
    studies.compose_work,
    validate.compose,
    validate.compose_following,
    validate.compose_promotion,
    score.compose,
)


class LearningCloud:
    """Stores over moto, for tests to fill and to look at."""

    def __init__(self, queue_url: str) -> None:
        dynamodb, lake = clients.client("dynamodb"), S3Objects(clients.client("s3"), "lake")
        self.models = Models(DynamoRecords(dynamodb, "models"))
        self.registry = Registry(DynamoRecords(dynamodb, "registry"))
        self.archive = Archive(lake)
        self.texts = ModelTexts(lake)
        self.log = PredictionLog(lake)
        self._queue_url = queue_url

    def record_falls(self) -> None:
        """Archive streams with falls from four devices, and mark them."""
        self.registry.add_profile(a_profile())
        streams = [falls(device) for device in DEVICES]
        self.archive.keep([r for stream in streams for r in stream], batch="recorded")
        marked = MarkedIntervals(tuple(i for stream in streams for i in marked_falls(stream)))
        self.models.put_intervals(TENANT, SITE, FALL, marked, expected=None)

    def add_candidate(self, *, dataset: str = "none") -> Candidate:
        """Store a real, small model."""
        text = a_model_text()
        card = a_card(text, window=a_window())
        version = card.sha256[:12]
        key = self.texts.keep(TENANT, MODEL, version, text, card)
        candidate = Candidate(TENANT, MODEL, version, dataset, SITE, PROFILE, key, card)
        self.models.add_candidate(candidate)
        return candidate

    def signals(self) -> list[Signal]:
        """Take what was sent to the alarms queue."""
        taken = clients.client("sqs").receive_message(QueueUrl=self._queue_url, MaxNumberOfMessages=10)
        return [msgspec.json.decode(m["Body"], type=Signal) for m in taken.get("Messages", [])]


@contextmanager
def a_learning_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    """Make everything in moto, and let the functions find it by their environment."""
    tables = ("models", "registry", "windows", "archive", "datasets", "alarms", "trails")
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:training"
    monkeypatch.setenv("TRAINING_MACHINE_ARN", machine)
    with a_moto_environment(monkeypatch, tables=tables, queues=("alarms",), composed=COMPOSED) as urls:
        yield LearningCloud(urls["alarms"])


def a_task(function: str, handler: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Load a task of the training machine, to be called with the machine's state."""
    module: ModuleType = load_function(function)
    task: Callable[[dict[str, Any], object], dict[str, Any]] = getattr(module, handler)
    return lambda state: task(state, Invocation())


class Invocation:
    """What Lambda says of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Say that ten minutes are left."""
        return 600_000
