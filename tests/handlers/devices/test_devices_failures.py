"""functions/devices: what is wrong is said clearly, and what broke is not shown."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.operators import an_operator
from builders.web import (
    A_MESSAGE,
    A_SITE,
    DevicesPlatform,
    post_readings,
)
from envelopes.http import an_event, invoke, load_function, provide
from spotter.entry.web.parts import devices_parts
from spotter.errors import Unavailable

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/sites/North_Pit", A_SITE, "path.site"),
        ("/v1/sites/pit", {"title": ""}, "body.title"),
        ("/v1/sites/pit", {"title": "x", "owner": "me"}, "body.owner"),
        ("/v1/sites/pit", {"title": "x", "supervisors": [{"name": "a", "phone": "0861234567"}]}, "phone"),
        ("/v1/profiles/p", {"channels": {"ch4": {"type": "float"}}}, "body.channels.ch4.type"),
        ("/v1/profiles/p", {"channels": {"ch4": {"type": "number", "minimum": "0"}}}, "minimum"),
        ("/v1/profiles/p", {"channels": {}}, "channels"),
        ("/v1/profiles/p", {"channels": {"a__b": {"type": "number"}}}, "channels.a__b"),
        ("/v1/profiles/p", {"channels": {"a": {"type": "number", "minimum": 2, "maximum": 1}}}, "channels.a"),
        ("/v1/profiles/p", {"channels": {"a": {"type": "string", "minimum": 2}}}, "channels.a"),
        ("/v1/profiles/p", {"channels": {"a": {"type": "number", "hazard": "ch4"}}}, "channels.a"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_with_its_field(
    operator: TestClient, path: str, body: dict[str, object], field: str
) -> None:
    answer = operator.put(path, json=body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert field in problem["detail"] + str(problem.get("facts"))
    assert problem["code"] == "invalid"


def test_a_body_that_is_no_json_is_a_problem_and_no_trace(operator: TestClient) -> None:
    answer = operator.post(
        "/v1/devices", content=b'{"device": ', headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    assert "Traceback" not in answer.text


def test_an_unknown_route_is_a_problem(operator: TestClient) -> None:
    answer = operator.get("/v1/nothing-here")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_route")
    assert operator.delete("/v1/devices").status_code == 405


def test_a_part_that_does_not_answer_is_a_503_without_its_inside(
    platform: DevicesPlatform,
    operator: TestClient,
    identity: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    class DeadQueue:
        def send(self, bodies: object) -> list[str]:
            raise Unavailable("SQS in account 123 said no", account="123", bodies=bodies)

    provide(platform.app, devices_parts, platform.parts._replace(readings=DeadQueue()))

    answer = post_readings(operator, identity["token"], A_MESSAGE)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert "123" not in answer.text
    assert "SQS in account 123 said no" in capsys.readouterr().out


def test_what_nobody_thought_of_is_a_500_without_a_trace(
    platform: DevicesPlatform, operator: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> object:
        raise ZeroDivisionError("secret inside")

    platform.app.dependency_overrides[devices_parts] = broken

    answer = operator.get("/v1/sites")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == PROBLEM
    assert "secret inside" not in answer.text
    assert answer.json()["request"] == "request-1"
    assert "secret inside" in capsys.readouterr().out


def test_a_function_without_its_environment_says_500_and_not_what_is_missing() -> None:
    handler = load_function("devices").handler

    answered = invoke(handler, an_event("GET", "/v1/sites", claims=an_operator()))

    assert answered.status == 500
    assert "TABLE" not in answered.body


def test_the_log_has_one_line_a_request_and_no_secret_in_it(
    identity: dict[str, Any], platform: DevicesPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    post_readings(platform.client(), identity["token"], A_MESSAGE)

    [line] = capsys.readouterr().out.splitlines()
    facts = msgspec.json.decode(line)
    assert facts.pop("duration_ms") >= 0
    assert facts.pop("_aws")
    assert facts == {
        "function": "devices",
        "outcome": "ok",
        "request": "request-1",
        "method": "POST",
        "route": "/v1/devices/{device}/readings",
        "status": 202,
        "requests": 1,
    }
