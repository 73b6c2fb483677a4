"""functions/devices, asked over HTTP and by events of an HTTP API."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from builders.operators import a_supervisor, an_operator, claims_of
from builders.web import (
    A_PROFILE,
    A_REGISTRATION,
    A_SITE,
    NOW,
    DevicesPlatform,
    a_devices_platform,
    with_a_site,
)
from envelopes.http import an_event, invoke, load_function, provide
from spotter.contracts.readings import Delivery
from spotter.entry.web.parts import DevicesParts, devices_parts
from spotter.errors import Unavailable

PROBLEM = "application/problem+json"
A_MESSAGE = b'{"v": 1, "boot": "b7", "seq": 41, "at": "2026-11-24T09:00:00Z", "values": {"ch4": 1.2}}'


@pytest.fixture
def platform() -> DevicesPlatform:
    return a_devices_platform()


@pytest.fixture
def operator(platform: DevicesPlatform) -> TestClient:
    return with_a_site(platform)


@pytest.fixture
def identity(operator: TestClient) -> dict[str, Any]:
    registered: dict[str, Any] = operator.post("/v1/devices", json=A_REGISTRATION).json()
    return registered


def post(client: TestClient, token: str | None, body: bytes, device: str = "helmet-7") -> Response:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    answer: Response = client.post(f"/v1/devices/{device}/readings", content=body, headers=headers)
    return answer


def test_a_registered_device_gets_everything_it_needs_to_publish(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    assert identity["thing"] == identity["client_id"] == "acme_helmet-7"
    assert identity["topics"] == {
        "readings": "spotter/acme_helmet-7/readings",
        "events": "spotter/acme_helmet-7/events",
    }
    assert identity["port"] == 8883
    assert identity["endpoint"]
    assert identity["profile_version"] == 1
    assert identity["token"].startswith("spd_acme_helmet-7_")
    assert platform.things.may_connect(identity["thing"], identity["principal"])
    assert identity["certificate_pem"]
    assert identity["private_key"]


def test_secrets_are_shown_once(identity: dict[str, Any], operator: TestClient) -> None:
    shown = operator.get("/v1/devices/helmet-7").text + operator.get("/v1/devices").text

    assert identity["token"] not in shown
    assert "private_key" not in shown
    assert "digest" not in shown


def test_registering_a_name_again_is_a_conflict_that_names_the_remedy(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    again = operator.post("/v1/devices", json=A_REGISTRATION)

    assert again.status_code == 409
    assert "register under another name" in again.json()["detail"]
    assert platform.things.may_connect(identity["thing"], identity["principal"])


def test_the_name_of_a_retired_device_stays_taken(identity: dict[str, Any], operator: TestClient) -> None:
    operator.post(f"/v1/devices/{identity['device']}/retire")

    assert operator.post("/v1/devices", json=A_REGISTRATION).status_code == 409


@pytest.mark.parametrize("missing", ["site", "profile"])
def test_a_device_needs_a_site_and_a_profile_that_exist(operator: TestClient, missing: str) -> None:
    answer = operator.post("/v1/devices", json={**A_REGISTRATION, missing: "nowhere"})

    assert answer.status_code == 404
    assert answer.json()["facts"] == {"kind": missing, "name": "nowhere"}


def test_a_retired_device_can_neither_connect_nor_post(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    retired = operator.post("/v1/devices/helmet-7/retire")
    again = operator.post("/v1/devices/helmet-7/retire")

    assert retired.status_code == again.status_code == 200
    assert retired.json() == again.json()
    assert retired.json()["state"] == "retired"
    assert not platform.things.may_connect(identity["thing"], identity["principal"])
    assert post(operator, identity["token"], A_MESSAGE).status_code == 401


def test_devices_are_listed_by_site_state_and_page(operator: TestClient) -> None:
    operator.put("/v1/sites/south-pit", json=A_SITE)
    for device, site in [("a", "north-pit"), ("b", "south-pit"), ("c", "north-pit"), ("d", "north-pit")]:
        operator.post("/v1/devices", json={**A_REGISTRATION, "device": device, "site": site})
    operator.post("/v1/devices/d/retire")

    first = operator.get("/v1/devices?site=north-pit&state=active&limit=1").json()
    second = operator.get(f"/v1/devices?site=north-pit&state=active&limit=1&after={first['next']}").json()

    assert [device["name"] for device in first["devices"]] == ["a"]
    assert [device["name"] for device in second["devices"]] == ["c"]
    assert second["next"] is None


def test_a_batch_goes_on_the_readings_queue_as_it_is(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    answer = post(platform.client(), identity["token"], A_MESSAGE)

    [queued] = platform.readings.drain()
    delivery = msgspec.json.decode(queued, type=Delivery)
    assert answer.status_code == 202
    assert answer.json()["delivery"]
    assert base64.b64decode(delivery.body) == A_MESSAGE
    assert (delivery.thing, delivery.principal) == ("acme_helmet-7", identity["principal"])
    assert (delivery.via, delivery.lane) == ("http", "readings")
    assert delivery.arrived == 1795510800000


def test_a_wrong_unit_is_for_ingest_to_judge(identity: dict[str, Any], platform: DevicesPlatform) -> None:
    wrong = b'{"boot": "b7", "seq": 1, "values": {"ch4": {"value": 12000, "unit": "ppm"}}}'

    assert post(platform.client(), identity["token"], wrong).status_code == 202
    assert len(platform.readings.drain()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"  \n", 400),
        (b'{"v": 1', 400),
        (b"not json", 400),
        (b'{"v": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b"42", 400),
        (b'{"v": "' + b"x" * 128 * 1024 + b'"}', 413),
    ],
    ids=["empty", "blank", "cut off", "no json", "no utf-8", "too deep", "a number", "too large"],
)
def test_a_body_that_cannot_be_right_is_refused_at_once(
    identity: dict[str, Any], platform: DevicesPlatform, body: bytes, status: int
) -> None:
    answer = post(platform.client(), identity["token"], body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert platform.readings.drain() == []


def test_a_batch_of_exactly_128_kib_is_taken(identity: dict[str, Any], platform: DevicesPlatform) -> None:
    body = b'{"v": "' + b"x" * (128 * 1024 - 9) + b'"}'

    assert post(platform.client(), identity["token"], body).status_code == 202


def test_no_batch_gets_in_without_the_token_of_that_device(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    operator.post("/v1/devices", json={**A_REGISTRATION, "device": "helmet-8"})
    gateway = platform.client()

    refused = [
        post(gateway, None, A_MESSAGE),
        post(gateway, "", A_MESSAGE),
        post(gateway, "spd_acme_helmet-7_", A_MESSAGE),
        post(gateway, identity["token"][:-1] + "e", A_MESSAGE),
        post(gateway, identity["token"], A_MESSAGE, device="helmet-8"),
        post(gateway, identity["token"].replace("helmet-7", "helmet-8"), A_MESSAGE),
        post(gateway, identity["token"].replace("acme", "other"), A_MESSAGE),
        post(gateway, "spd_acme_nobody_" + "0" * 64, A_MESSAGE, device="nobody"),
        post(operator, None, A_MESSAGE),
    ]

    assert {answer.status_code for answer in refused} == {401}
    assert {answer.headers["www-authenticate"] for answer in refused} == {"Bearer"}
    assert platform.readings.drain() == []


def test_an_operators_token_opens_no_gateway_route_and_a_gateways_token_no_other(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    headers = {"authorization": f"Bearer {identity['token']}"}

    assert platform.client().get("/v1/devices", headers=headers).status_code == 401


def test_a_profile_gets_a_new_version_only_when_it_changed(operator: TestClient) -> None:
    same = operator.put("/v1/profiles/gas-helmet", json=A_PROFILE).json()
    changed = operator.put("/v1/profiles/gas-helmet", json={"channels": {"co": {"type": "number"}}}).json()

    assert (same["version"], changed["version"]) == (1, 2)
    assert operator.get("/v1/profiles/gas-helmet").json() == changed
    assert operator.get("/v1/profiles/gas-helmet?version=1").json() == same
    assert operator.get("/v1/profiles").json() == {"profiles": [changed]}


def test_a_site_is_what_was_last_said_of_it(operator: TestClient) -> None:
    operator.put("/v1/sites/north-pit", json={"title": "North pit, level 3"})

    assert operator.get("/v1/sites/north-pit").json() == {
        "name": "north-pit",
        "title": "North pit, level 3",
        "supervisors": [],
    }
    assert [site["name"] for site in operator.get("/v1/sites").json()["sites"]] == ["north-pit"]


def test_nobody_sees_what_belongs_to_another_tenant(
    identity: dict[str, Any], platform: DevicesPlatform
) -> None:
    stranger = platform.client(an_operator("other"))

    assert identity["device"] == "helmet-7"
    assert stranger.get("/v1/sites/north-pit").status_code == 404
    assert stranger.get("/v1/profiles/gas-helmet").status_code == 404
    assert stranger.get("/v1/devices/helmet-7").status_code == 404
    assert stranger.post("/v1/devices/helmet-7/retire").status_code == 404
    assert stranger.get("/v1/devices").json() == {"devices": [], "next": None}
    assert stranger.post("/v1/devices", json=A_REGISTRATION).status_code == 404


def test_a_supervisor_may_look_and_not_touch(operator: TestClient, platform: DevicesPlatform) -> None:
    supervisor = platform.client(a_supervisor())

    assert operator.get("/v1/sites").json() == supervisor.get("/v1/sites").json()
    for answer in [
        supervisor.put("/v1/sites/north-pit", json=A_SITE),
        supervisor.put("/v1/profiles/gas-helmet", json=A_PROFILE),
        supervisor.post("/v1/devices", json=A_REGISTRATION),
        supervisor.post("/v1/devices/helmet-7/retire"),
    ]:
        assert answer.status_code == 403
        assert "operator" in answer.json()["detail"]


def test_somebody_without_a_role_may_not_even_look(platform: DevicesPlatform) -> None:
    assert platform.client(claims_of()).get("/v1/devices").status_code == 403


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
        def send(self, bodies: object) -> None:
            raise Unavailable("SQS in account 123 said no", account="123", bodies=bodies)

    parts = DevicesParts(platform.registry, platform.things, DeadQueue(), lambda: NOW, bytes)
    provide(platform.app, devices_parts, parts)

    answer = post(operator, identity["token"], A_MESSAGE)

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

    post(platform.client(), identity["token"], A_MESSAGE)

    [line] = capsys.readouterr().out.splitlines()
    facts = msgspec.json.decode(line)
    assert facts.pop("ms") >= 0
    assert facts == {
        "event": "request",
        "function": "devices",
        "request": "request-1",
        "method": "POST",
        "route": "/v1/devices/{device}/readings",
        "status": 202,
    }


def test_an_event_of_the_http_api_goes_through_mangum(platform: DevicesPlatform) -> None:
    module = load_function("devices")
    module.app.dependency_overrides.update(platform.app.dependency_overrides)
    claims = an_operator()

    put = [
        invoke(module.handler, an_event("PUT", path, claims=claims, body=msgspec.json.encode(body).decode()))
        for path, body in [("/v1/sites/north-pit", A_SITE), ("/v1/profiles/gas-helmet", A_PROFILE)]
    ]
    body = msgspec.json.encode(A_REGISTRATION).decode()
    registered = invoke(module.handler, an_event("POST", "/v1/devices", claims=claims, body=body))
    headers = {"authorization": f"Bearer {registered.json()['token']}"}
    path = "/v1/devices/helmet-7/readings"
    posted = invoke(module.handler, an_event("POST", path, headers=headers, body=A_MESSAGE.decode()))
    packed = {
        **an_event("POST", path, headers=headers, body=base64.b64encode(A_MESSAGE).decode()),
        "isBase64Encoded": True,
    }
    listed = invoke(module.handler, an_event("GET", "/v1/devices", claims=claims, query="limit=1"))

    assert [each.status for each in put] == [200, 200]
    assert registered.status == 201
    assert posted.status == invoke(module.handler, packed).status == 202
    assert [device["name"] for device in listed.json()["devices"]] == ["helmet-7"]
    assert len({msgspec.json.decode(each)["body"] for each in platform.readings.drain()}) == 1


def test_an_event_without_claims_is_unauthorized(platform: DevicesPlatform) -> None:
    module = load_function("devices")
    module.app.dependency_overrides.update(platform.app.dependency_overrides)

    answered = invoke(module.handler, an_event("GET", "/v1/devices"))

    assert (answered.status, answered.json()["code"]) == (401, "unauthorized")
    assert answered.headers["content-type"] == PROBLEM
