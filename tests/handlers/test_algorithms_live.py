"""Every algorithm through the functions: trained, exported, validated, promoted, and scoring live."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from builders.learning import FALL, MODEL, PROFILE, SITE, TENANT, a_request, a_stream
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.labels import AnomalyLabel, Label, LevelsLabel, MarkedLabel, ValueLabel
from spotter.domain.algorithms import TRAITS

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


LABELS: dict[str, Label] = {
    "binary": MarkedLabel(FALL),
    "multiclass": LevelsLabel("g", (3.0, 6.5), horizon_s=2.0),
    "regression": ValueLabel("g", limit=3.0, horizon_s=2.0),
    "anomaly": AnomalyLabel(),
}
PAIRS = [(name, task) for name, traits in TRAITS.items() for task in LABELS if task in traits.tasks]


@pytest.mark.parametrize(("name", "task"), PAIRS)
def test_an_algorithm_goes_live_and_warns_of_danger_it_never_saw(
    cloud: LearningCloud, name: str, task: str
) -> None:
    budget = 300.0 if task == "anomaly" else 6.0  # without a label, what was marked elsewhere is alarms too
    request = a_request(trials=1, algorithm=name, label=LABELS[task], false_alarms_per_device_hour=budget)
    state = {"request": msgspec.to_builtins(request)}

    for function, handler, result in TASKS:
        state[result] = json.loads(json.dumps(a_task(function, handler)(state), allow_nan=False))

    assert state["verdict"]["outcome"] == "promote", state["verdict"]["checks"]
    card = cloud.models.candidate(TENANT, MODEL, state["candidate"]["version"]).card
    assert (card.algorithm, card.task) == (name, task)
    assert card.proof is not None
    live = cloud.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    assert live.document.version == state["candidate"]["version"]
    worst = [60.0, -70.0] if task == "anomaly" else [6.0, 7.0]  # without a label, falls are usual
    readings = a_stream([1.0, 1.1] * 5 + worst * 3, device="band-9")
    stream = a_queue_event({"m-1": msgspec.json.encode(readings).decode()})
    assert load_function("score").on_windows(stream, None) == {"batchItemFailures": []}
    predictions = list(cloud.log.scan(TENANT, SITE))
    assert {one.version for one in predictions} == {live.document.version}
    assert ConditionActive in {type(signal) for signal in cloud.signals()}
