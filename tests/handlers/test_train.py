"""functions/train, and the whole training machine by hand."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, TENANT, a_request
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from spotter.errors import Invalid, NotFound


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        yield made


def the_state() -> dict[str, Any]:
    return {"request": msgspec.to_builtins(a_request(trials=4))}


def test_a_training_leads_from_readings_to_a_champion(cloud: LearningCloud) -> None:
    cloud.record_falls()
    state = the_state()

    for function, handler, result in [
        ("preprocess", "extract", "dataset"),
        ("train", "train", "candidate"),
        ("validate", "validate", "verdict"),
        ("validate", "promote", "champion"),
    ]:
        state[result] = json.loads(json.dumps(a_task(function, handler)(state), allow_nan=False))

    champion = cloud.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert champion is not None
    assert champion.document.version == state["champion"]["version"] == state["candidate"]["version"]
    assert state["verdict"]["outcome"] == "promote"
    assert state["candidate"]["trials"] > 0
    assert len(json.dumps(state)) < 50_000


@pytest.mark.usefixtures("cloud")
def test_a_training_without_a_dataset_is_refused() -> None:
    with pytest.raises(Invalid, match="no dataset yet"):
        a_task("train", "train")(the_state())


@pytest.mark.usefixtures("cloud")
def test_a_dataset_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound, match="dataset version"):
        a_task("train", "train")(the_state() | {"dataset": {"version": "nothing"}})
