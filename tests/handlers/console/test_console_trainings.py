"""functions/console: trainings."""

from __future__ import annotations

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console import (
    A_TRAINING,
    FIRST,
    LABEL,
    TRAININGS,
    a_candidate,
    a_champion,
    a_verdict,
)
from builders.operators import a_supervisor, an_engineer
from builders.web import ConsolePlatform
from envelopes.http import an_event, invoke, load_function
from spotter.contracts.learning import TrainingRequest
from spotter.entry.training_tasks import candidate_result, plain_result


def mark(engineer: TestClient) -> None:
    assert engineer.put(LABEL, json={"intervals": [FIRST]}).status_code == 200


def test_a_training_starts_with_what_was_asked_and_the_tenant_of_the_token(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    mark(engineer)

    answer = engineer.post(TRAININGS, json=A_TRAINING)

    name = answer.json()["training"]
    payload = msgspec.json.decode(platform.trainings.payloads[name], type=dict[str, TrainingRequest])
    request = payload["request"]
    assert answer.status_code == 202
    assert (request.tenant, request.model, request.site) == ("acme", "release", "north-pit")
    assert (request.until - request.since).total_seconds() == 3600
    assert request.budget_s == 60


def test_asking_twice_starts_one_training(engineer: TestClient, platform: ConsolePlatform) -> None:
    mark(engineer)

    names = {engineer.post(TRAININGS, json=A_TRAINING).json()["training"] for _ in range(2)}

    assert names == set(platform.trainings.payloads)
    assert len(names) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"site": "nowhere"}, 404),
        ({"profile": "nothing"}, 404),
        ({"window": {"channels": ["co"], "length_s": 60}}, 400),
        ({"window": {"channels": ["worn_by"], "length_s": 60}}, 400),
        ({"window": {"channels": [], "length_s": 60}}, 400),
        ({"window": {"channels": ["ch4"], "length_s": 0}}, 400),
        ({"label": {"type": "marked", "label": "nobody-marked-this"}}, 400),
        ({"label": {"type": "ahead", "channel": "co", "limit": 1, "horizon_s": 60}}, 400),
        ({"label": {"type": "guess"}}, 400),
        ({"since": "2026-11-25T00:00:00Z"}, 400),
        ({"since": "2026-11-24T00:00:00"}, 400),
        ({"budget_s": 100_000}, 400),
        ({"metric": "rmse"}, 400),
        ({"tenant": "other"}, 400),
    ],
    ids=lambda change: str(change)[:60],
)
def test_a_training_that_can_only_fail_is_not_started(
    engineer: TestClient, platform: ConsolePlatform, change: dict[str, object], status: int
) -> None:
    mark(engineer)

    answer = engineer.post(TRAININGS, json={**A_TRAINING, **change})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert platform.trainings.payloads == {}


def test_an_early_warning_needs_no_marks(engineer: TestClient) -> None:
    label = {"type": "ahead", "channel": "ch4", "limit": 1.0, "horizon_s": 120}

    assert engineer.post(TRAININGS, json={**A_TRAINING, "label": label}).status_code == 202


def test_a_training_shows_where_it_stands_and_what_came_of_it(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    mark(engineer)
    name = engineer.post(TRAININGS, json=A_TRAINING).json()["training"]
    running = engineer.get(f"{TRAININGS}/{name}").json()
    output = {
        "request": {},
        "candidate": candidate_result(a_candidate("v1")),
        "verdict": plain_result(a_verdict("v1")),
        "champion": plain_result(a_champion("v1")),
    }
    platform.trainings.finish(name, "SUCCEEDED", output=msgspec.json.encode(output).decode())

    ended = engineer.get(f"{TRAININGS}/{name}").json()

    assert running == {
        "training": name,
        "status": "RUNNING",
        "cause": "",
        "dataset": None,
        "candidate": None,
        "verdict": None,
        "champion": None,
    }
    assert ended["status"] == "SUCCEEDED"
    assert (ended["verdict"]["outcome"], ended["champion"]["version"]) == ("promote", "v1")
    assert (ended["candidate"]["version"], ended["candidate"]["trials"]) == ("v1", 1)


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            '{"errorType": "Invalid", "errorMessage": "no positives", "stackTrace": ["File \\"x.py\\""]}',
            "Invalid: no positives",
        ),
        ("the state ran out of time\nFile x.py", "the state ran out of time"),
    ],
)
def test_a_training_that_failed_says_why_without_a_trace(
    engineer: TestClient, platform: ConsolePlatform, cause: str, said: str
) -> None:
    mark(engineer)
    name = engineer.post(TRAININGS, json=A_TRAINING).json()["training"]
    platform.trainings.finish(name, "FAILED", cause=cause)

    answer = engineer.get(f"{TRAININGS}/{name}")

    assert answer.json()["cause"] == said
    assert "x.py" not in answer.text


def test_the_training_of_another_tenant_or_model_is_not_there(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    mark(engineer)
    name = engineer.post(TRAININGS, json=A_TRAINING).json()["training"]

    assert platform.client(an_engineer("other")).get(f"{TRAININGS}/{name}").status_code == 404
    assert engineer.get(f"/v1/models/other/trainings/{name}").status_code == 404
    assert engineer.get(f"{TRAININGS}/nothing").status_code == 404


def test_an_event_of_the_http_api_starts_a_training(platform: ConsolePlatform) -> None:
    module = load_function("console")
    module.app.dependency_overrides.update(platform.app.dependency_overrides)
    label = {"type": "ahead", "channel": "ch4", "limit": 1.0, "horizon_s": 120}
    body = msgspec.json.encode({**A_TRAINING, "label": label}).decode()

    started = invoke(module.handler, an_event("POST", TRAININGS, claims=an_engineer(), body=body))
    path = f"{TRAININGS}/{started.json()['training']}"
    shown = invoke(module.handler, an_event("GET", path, claims=a_supervisor()))
    nobody = invoke(module.handler, an_event("GET", path))

    assert (started.status, shown.status, nobody.status) == (202, 200, 401)
    assert shown.json()["status"] == "RUNNING"
