"""Every algorithm through the functions: trained, exported, validated, promoted, and scoring live."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, TENANT, a_request, falls
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.contracts.alarms import ConditionActive
from spotter.learning.algorithms.catalogue import ALGORITHMS

TASKS = [
    ("preprocess", "extract", "dataset"),
    ("train", "train", "candidate"),
    ("validate", "validate", "verdict"),
    ("validate", "promote", "champion"),
]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        made.record_falls()
        yield made


@pytest.mark.parametrize("name", [one.name for one in ALGORITHMS.values() if "binary" in one.tasks])
def test_an_algorithm_goes_live_and_warns_of_danger_it_never_saw(cloud: LearningCloud, name: str) -> None:
    request = a_request(trials=1, algorithm=name)
    state = {"request": msgspec.to_builtins(request)}

    for function, handler, result in TASKS:
        state[result] = json.loads(json.dumps(a_task(function, handler)(state), allow_nan=False))

    assert state["verdict"]["outcome"] == "promote", state["verdict"]["checks"]
    card = cloud.models.candidate(TENANT, MODEL, state["candidate"]["version"]).card
    assert card.algorithm == name
    assert card.proof is not None
    live = cloud.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    assert live.document.version == state["candidate"]["version"]
    stream = a_queue_event({"m-1": msgspec.json.encode(falls("band-9", seconds=60)).decode()})
    assert load_function("score").on_windows(stream, None) == {"batchItemFailures": []}
    predictions = list(cloud.log.scan(TENANT, SITE))
    assert {one.version for one in predictions} == {live.document.version}
    assert ConditionActive in {type(signal) for signal in cloud.signals()}
