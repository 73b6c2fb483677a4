"""functions/devices: sites, profiles and devices, over HTTP and by events of an HTTP API."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor, an_operator, claims_of
from builders.web import (
    A_MESSAGE,
    A_PROFILE,
    A_REGISTRATION,
    A_SITE,
    DevicesPlatform,
    post_readings,
)
from envelopes.http import an_event, invoke, load_function

PROBLEM = "application/problem+json"


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


def test_a_retired_device_can_neither_connect_nor_post_readings(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    retired = operator.post("/v1/devices/helmet-7/retire")
    again = operator.post("/v1/devices/helmet-7/retire")

    assert retired.status_code == again.status_code == 200
    assert retired.json() == again.json()
    assert retired.json()["state"] == "retired"
    assert not platform.things.may_connect(identity["thing"], identity["principal"])
    assert post_readings(operator, identity["token"], A_MESSAGE).status_code == 401


def test_devices_are_listed_by_site_state_and_page(operator: TestClient) -> None:
    operator.put("/v1/sites/south-pit", json=A_SITE)
    for device, site in [("a", "north-pit"), ("b", "south-pit"), ("c", "north-pit"), ("d", "north-pit")]:
        operator.post("/v1/devices", json={**A_REGISTRATION, "device": device, "site": site})
    operator.post("/v1/devices/d/retire")

    first = operator.get("/v1/devices?site=north-pit&state=new&limit=1").json()
    second = operator.get(f"/v1/devices?site=north-pit&state=new&limit=1&after={first['next']}").json()

    assert [device["name"] for device in first["devices"]] == ["a"]
    assert [device["name"] for device in second["devices"]] == ["c"]
    assert second["next"] is None


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
        "position": None,
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
