"""A recipe through the functions: it trains, is judged, goes live and prepares readings as they come."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, TENANT, a_request, a_stream
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from builders.recipes import a_recipe
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.names import RecipeName
from spotter.contracts.recipes import Recipe
from spotter.domain.recipes.prepared_models import read
from spotter.services.put_recipe import put_recipe

TASKS = [
    ("preprocess", "extract", "dataset"),
    ("train", "train", "candidate"),
    ("validate", "validate", "verdict"),
    ("validate", "promote", "champion"),
]
FILLS = a_recipe("fill_knn", "scale_robust", {"step": "select_trees", "keep": 2}, "balance_weights")
SMOOTHS = a_recipe({"step": "smooth_linear", "window": 2}, "fill_median", "scale_standard")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        made.record_falls()
        yield made


def through_the_functions(cloud: LearningCloud, recipe: Recipe) -> dict[str, Any]:
    put_recipe(
        cloud.models.recipes,
        cloud.models.catalogue,
        TENANT,
        RecipeName("fill"),
        recipe,
        actor="kim",
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )
    state: dict[str, Any] = {"request": msgspec.to_builtins(a_request(trials=1, recipe="fill@1"))}
    for function, handler, result in TASKS:
        state[result] = json.loads(json.dumps(a_task(function, handler)(state), allow_nan=False))
    return state


@pytest.mark.parametrize("recipe", [FILLS, SMOOTHS], ids=["fills", "smooths"])
def test_a_prepared_model_goes_live_and_warns_of_danger(cloud: LearningCloud, recipe: Recipe) -> None:
    state = through_the_functions(cloud, recipe)

    assert state["verdict"]["outcome"] == "promote", state["verdict"]["checks"]
    candidate = cloud.models.candidate(TENANT, MODEL, state["candidate"]["version"])
    said = read(cloud.texts.read(candidate))
    assert said.preparation.version == "fill@1"
    assert any("prepared by fill@1" in note for note in candidate.card.notes)
    live = cloud.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    stream = a_queue_event(
        {"m-1": msgspec.json.encode(a_stream([1.0, 1.1] * 5 + [6.0, 7.0] * 3, device="band-9")).decode()}
    )
    assert load_function("score").on_windows(stream, None) == {"batchItemFailures": []}
    predictions = list(cloud.log.scan(TENANT, SITE))
    assert {one.version for one in predictions} == {live.document.version}
    assert len(predictions) == 16
    assert ConditionActive in {type(signal) for signal in cloud.signals()}
