"""The life of a device over HTTP: found, updated, quarantined, rotated, retired, deleted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor, an_engineer, an_operator
from builders.web import (
    A_MESSAGE,
    A_REGISTRATION,
    DevicesPlatform,
    post_readings,
)
from spotter.contracts.names import DeviceName, Tenant

HELMET = "/v1/devices/helmet-7"


@pytest.fixture
def identity(operator: TestClient) -> dict[str, Any]:
    body = {**A_REGISTRATION, "tags": ["zone-a"], "groups": ["shift-1"]}
    registered: dict[str, Any] = operator.post("/v1/devices", json=body).json()
    return registered


def names(client: TestClient, query: str) -> list[str]:
    return [device["name"] for device in client.get(f"/v1/devices?{query}").json()["devices"]]


@pytest.mark.usefixtures("identity")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("site=north-pit", ["helmet-7"]),
        ("site=south-pit", []),
        ("profile=gas-helmet", ["helmet-7"]),
        ("profile=wearable", []),
        ("state=new", ["helmet-7"]),
        ("state=active", []),
        ("tag=zone-a", ["helmet-7"]),
        ("tag=zone", []),
        ("group=shift-1", ["helmet-7"]),
        ("group=shift-2", []),
        ("text=MET-7", ["helmet-7"]),
        ("text=shift-1", ["helmet-7"]),
        ("text=nothing", []),
        ("tag=zone-a&state=active", []),
    ],
)
def test_devices_are_found_by_what_they_are(operator: TestClient, query: str, found: list[str]) -> None:
    assert names(operator, query) == found


@pytest.mark.usefixtures("identity")
def test_an_update_changes_what_it_says_and_nothing_else(operator: TestClient) -> None:
    operator.put("/v1/sites/south-pit", json={"title": "South pit"})
    before = operator.get(HELMET).json()

    after = operator.request("PATCH", HELMET, json={"site": "south-pit", "tags": ["b", "a", "b"]}).json()

    assert after == {**before, "site": "south-pit", "tags": ["a", "b"]}


@pytest.mark.usefixtures("identity")
def test_naming_the_profile_takes_its_latest_version(operator: TestClient) -> None:
    operator.put("/v1/profiles/gas-helmet", json={"channels": {"co": {"type": "number"}}})

    assert operator.get(HELMET).json()["profile_version"] == 1
    assert operator.request("PATCH", HELMET, json={"profile": "gas-helmet"}).json()["profile_version"] == 2


@pytest.mark.usefixtures("identity")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"site": "nowhere"}, 404),
        ({"profile": "nothing"}, 404),
        ({"tags": ["Not a tag"]}, 400),
        ({"tags": [f"t{number}" for number in range(51)]}, 400),
        ({"state": "active"}, 400),
    ],
)
def test_an_update_that_cannot_be_right_changes_nothing(
    operator: TestClient, body: dict[str, Any], status: int
) -> None:
    before = operator.get(HELMET).json()

    assert operator.request("PATCH", HELMET, json=body).status_code == status
    assert operator.get(HELMET).json() == before


@pytest.mark.usefixtures("identity")
def test_a_device_goes_into_quarantine_with_its_reason_and_comes_back(operator: TestClient) -> None:
    quarantined = operator.post(f"{HELMET}/quarantine", json={"because": "reads 0.0 beside a leak"}).json()
    again = operator.post(f"{HELMET}/quarantine", json={}).json()
    suspect = operator.post(f"{HELMET}/suspect", json={}).json()
    released = operator.post(f"{HELMET}/release", json={"because": "sensor replaced"}).json()

    assert (quarantined["state"], quarantined["because"]) == ("quarantined", "reads 0.0 beside a leak")
    assert again == quarantined
    assert suspect["state"] == "suspect"
    assert (released["state"], released["because"]) == ("active", "sensor replaced")


def test_a_rotated_device_has_two_good_certificates(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    rotated = operator.post(f"{HELMET}/rotate", json={"overlap": "PT2H"}).json()

    assert rotated["principal"] != identity["principal"]
    assert rotated["private_key"]
    assert rotated["overlap_until"] == "2026-11-24T11:00:00Z"
    for principal in (identity["principal"], rotated["principal"]):
        assert platform.things.may_connect(identity["thing"], principal)
    assert rotated["private_key"] not in operator.get(HELMET).text


def test_a_device_that_joined_by_a_claim_speaks_http_once_it_has_a_token(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    seen = platform.registry.device(Tenant("acme"), DeviceName("helmet-7"))
    joined = msgspec.structs.replace(seen.document, token_digest="")
    platform.registry.put_device(joined, expected=seen.version)
    before = post_readings(operator, identity["token"], A_MESSAGE).status_code

    renewed = operator.post(f"{HELMET}/token").json()["token"]

    assert [before, post_readings(operator, renewed, A_MESSAGE).status_code] == [401, 202]
    assert renewed not in operator.get(HELMET).text


def test_a_deleted_device_leaves_its_name_taken_and_is_seen_only_when_asked_for(
    identity: dict[str, Any], operator: TestClient, platform: DevicesPlatform
) -> None:
    refused = operator.delete(HELMET)
    operator.post(f"{HELMET}/retire")
    deleted, again = operator.delete(HELMET), operator.delete(HELMET)

    assert (refused.status_code, refused.json()["facts"]["state"]) == (409, "new")
    assert (deleted.json()["state"], again.json()) == ("deleted", deleted.json())
    assert names(operator, "limit=10") == []
    assert names(operator, "state=deleted") == ["helmet-7"]
    assert operator.post("/v1/devices", json=A_REGISTRATION).status_code == 409
    assert not platform.things.exists(identity["thing"])
    assert post_readings(operator, identity["token"], A_MESSAGE).status_code == 401


@pytest.mark.usefixtures("identity")
@pytest.mark.parametrize("action", ["quarantine", "suspect", "release", "rotate", "token"])
def test_nothing_happens_to_a_retired_device_any_more(operator: TestClient, action: str) -> None:
    operator.post(f"{HELMET}/retire")

    refused = operator.post(f"{HELMET}/{action}", json={})

    assert refused.status_code == 409
    assert "is retired" in refused.json()["detail"]
    assert operator.request("PATCH", HELMET, json={"tags": []}).status_code == 409


@pytest.mark.usefixtures("identity")
def test_checks_are_kept_by_channel_and_never_go_back(operator: TestClient) -> None:
    for kind, at in [
        ("calibration", "2026-11-20T08:00:00+09:00"),
        ("calibration", "2026-11-01T08:00:00Z"),
        ("bump_test", None),
    ]:
        answer = operator.post(f"{HELMET}/checks", json={"channel": "ch4", "kind": kind, "at": at})
        assert answer.status_code == 200, answer.text

    checks = operator.get(HELMET).json()["checks"]
    assert checks == {
        "ch4": {"calibrated_at": "2026-11-19T23:00:00Z", "bump_tested_at": "2026-11-24T09:00:00Z"}
    }


@pytest.mark.usefixtures("identity")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channel": "ch4", "kind": "bump_test", "at": "2026-11-24T09:00:01Z"}, 400),
        ({"channel": "helium", "kind": "bump_test"}, 404),
        ({"channel": "ch4", "kind": "kick"}, 400),
    ],
)
def test_a_check_that_cannot_have_been_made_is_refused(
    operator: TestClient, body: dict[str, Any], status: int
) -> None:
    assert operator.post(f"{HELMET}/checks", json=body).status_code == status


@pytest.mark.parametrize(
    "csr", ["", "hello", "-----BEGIN CERTIFICATE REQUEST-----\n!!\n-----END", "x" * 9000]
)
def test_a_request_that_is_none_registers_nothing(operator: TestClient, csr: str) -> None:
    answer = operator.post("/v1/devices", json={**A_REGISTRATION, "csr": csr})

    assert answer.status_code == 400
    assert "csr" in answer.text
    assert operator.get(HELMET).status_code == 404


@pytest.mark.usefixtures("identity")
def test_a_stranger_and_a_supervisor_change_nothing(operator: TestClient, platform: DevicesPlatform) -> None:
    before = operator.get(HELMET).json()
    calls = [
        ("POST", f"{HELMET}/{action}") for action in ("quarantine", "suspect", "release", "rotate", "token")
    ]

    for client, status in (
        (platform.client(an_operator("other")), 404),
        (platform.client(a_supervisor()), 403),
    ):
        for method, path in [*calls, ("DELETE", HELMET), ("PATCH", HELMET)]:
            body: dict[str, Any] | None = None if method == "DELETE" else {}
            assert client.request(method, path, json=body).status_code == status, path

    assert operator.get(HELMET).json() == before
    assert platform.client(an_engineer()).post(f"{HELMET}/checks", json={}).status_code in {400, 403}
