"""functions/console: what to learn a training set with, and the training that begins with it."""

from __future__ import annotations

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console import ACME, MODEL, TRAININGS, a_candidate, a_console_with_devices
from builders.operators import a_supervisor, an_engineer
from builders.training import a_training_request
from builders.web import NOW, ConsolePlatform
from spotter.contracts.learning import DatasetVersion, Part, Proof
from spotter.contracts.names import LabelName, SiteName
from spotter.contracts.recommendations import DataTraits
from spotter.stores.models import MarkedIntervals

ROUTE = "/v1/models/release/recommendations"


@pytest.fixture
def platform() -> ConsolePlatform:
    platform = a_console_with_devices()
    request = msgspec.structs.replace(a_training_request(), model=MODEL)
    part = Part("a key", "0" * 64, 2_000, "train")
    platform.models.add_dataset(
        DatasetVersion(
            ACME,
            MODEL,
            "d1",
            request,
            request.window.feature_names,
            (part,),
            2_500,
            125,
            (),
            (),
            NOW,
            NOW,
            NOW,
        )
    )
    return platform


def with_a_run(platform: ConsolePlatform, algorithm: str, auc: float) -> None:
    candidate = a_candidate("v1")
    card = msgspec.structs.replace(
        candidate.card,
        algorithm=algorithm,
        scores={"auc": auc},
        proof=Proof(10_000, 0.0, 1e-9, 10.0, 1_000),
        traits=DataTraits("binary", 2_000, 7, positives=0.05),
    )
    platform.models.add_candidate(msgspec.structs.replace(candidate, card=card))


def test_choices_are_ranked_by_what_was_measured_and_the_best_can_be_started(
    platform: ConsolePlatform,
) -> None:
    with_a_run(platform, "svm", 0.99)
    engineer = platform.client(an_engineer())

    answer = engineer.post(ROUTE, json={"weights": {"similarity": 10}}).json()

    assert answer["dataset"] == "d1"
    assert answer["options"][0]["algorithm"] == answer["start"]["algorithm"] == "svm"
    assert "1 run, the most alike release@v1" in answer["options"][0]["why"]
    marks = MarkedIntervals(())
    platform.models.put_intervals(ACME, SiteName("north-pit"), LabelName("release"), marks, expected=None)
    assert engineer.post(TRAININGS, json=answer["start"]).status_code == 202


def test_a_supervisor_may_ask_too(platform: ConsolePlatform) -> None:
    answer = platform.client(a_supervisor()).post(ROUTE, json={"dataset": "d1"})

    assert answer.status_code == 200
    assert answer.json()["options"][0]["algorithm"] == "boosted_tree"


def test_a_dataset_that_is_not_there_is_not_found(platform: ConsolePlatform) -> None:
    client: TestClient = platform.client(a_supervisor())

    assert client.post(ROUTE, json={"dataset": "d9"}).status_code == 404
    assert client.post(ROUTE, json={}).status_code == 404


def test_a_weight_below_nothing_is_refused(platform: ConsolePlatform) -> None:
    answer = platform.client(a_supervisor()).post(ROUTE, json={"weights": {"accuracy": -1}})

    assert answer.status_code == 400
