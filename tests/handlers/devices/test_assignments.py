"""Who wears which device, over HTTP: now, then, and as it was known then."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor, an_engineer, an_operator
from builders.web import A_REGISTRATION, DevicesPlatform, with_a_site

HELMET = "/v1/devices/helmet-7"


@pytest.fixture
def supervisor(platform: DevicesPlatform) -> TestClient:
    operator = with_a_site(platform)
    for device in ("helmet-7", "helmet-8"):
        operator.post("/v1/devices", json={**A_REGISTRATION, "device": device})
    return platform.client(a_supervisor())


def say(client: TestClient, worker: str | None, since: str | None = None, until: str | None = None) -> Any:  # noqa: ANN401 - JSON
    body = {"worker": worker, "valid_from": since, "valid_until": until}
    answer = client.post(f"{HELMET}/assignments", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def wearer(client: TestClient, at: str) -> str | None:
    worn: str | None = client.get(f"{HELMET}/wearer", params={"at": at}).json()["worker"]
    return worn


def test_a_correction_answers_who_wore_a_device_at_a_moment(supervisor: TestClient) -> None:
    say(supervisor, "kim", "2026-11-24T06:00:00Z")
    say(supervisor, "lee", "2026-11-24T07:00:00Z", "2026-11-24T08:00:00Z")

    assert wearer(supervisor, "2026-11-24T06:59:59Z") == "kim"
    assert wearer(supervisor, "2026-11-24T07:03:00Z") == "lee"
    assert wearer(supervisor, "2026-11-24T17:00:00+09:00") == "kim"
    assert wearer(supervisor, "2026-11-24T05:00:00Z") is None


def test_without_a_time_it_is_about_now(supervisor: TestClient) -> None:
    said = say(supervisor, "kim")
    asked = supervisor.get(f"{HELMET}/wearer").json()

    assert (said["valid_from"], said["by"]) == ("2026-11-24T09:00:00Z", "siobhan")
    assert (asked["worker"], asked["at"]) == ("kim", "2026-11-24T09:00:00Z")


def test_nothing_was_known_before_it_was_said(supervisor: TestClient) -> None:
    say(supervisor, "kim", "2026-11-24T06:00:00Z")

    then = supervisor.get(
        f"{HELMET}/wearer", params={"at": "2026-11-24T07:00:00Z", "known_at": "2026-11-24T08:59:59Z"}
    )

    assert then.json()["worker"] is None


def test_taking_a_device_back_ends_it_and_the_history_tells_all(supervisor: TestClient) -> None:
    say(supervisor, "kim", "2026-11-24T06:00:00Z")
    say(supervisor, None, "2026-11-24T08:00:00Z")
    repeated = say(supervisor, None, "2026-11-24T08:00:00Z")

    told = supervisor.get(f"{HELMET}/assignments").json()["assignments"]
    assert [(line["number"], line["worker"]) for line in told] == [(1, "kim"), (2, None)]
    assert repeated == told[-1]
    assert wearer(supervisor, "2026-11-24T08:30:00Z") is None


def test_a_worker_is_found_with_everything_worn(supervisor: TestClient) -> None:
    say(supervisor, "kim", "2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z")
    supervisor.post("/v1/devices/helmet-8/assignments", json={"worker": "kim"})

    now = supervisor.get("/v1/workers/kim/devices").json()
    then = supervisor.get("/v1/workers/kim/devices", params={"at": "2026-11-24T06:30:00Z"}).json()
    nobody = supervisor.get("/v1/workers/ki/devices").json()

    assert (now["devices"], then["devices"], nobody["devices"]) == (["helmet-8"], ["helmet-7"], [])


@pytest.mark.parametrize(
    "body",
    [
        {"worker": "Kim Min-jun"},
        {"worker": "kim", "valid_from": "2026-11-24T06:00:00"},
        {"worker": "kim", "valid_from": "2026-11-24T06:00:00Z", "valid_until": "2026-11-24T06:00:00Z"},
        {},
    ],
)
def test_a_statement_that_cannot_be_right_is_refused(supervisor: TestClient, body: dict[str, Any]) -> None:
    assert supervisor.post(f"{HELMET}/assignments", json=body).status_code == 400
    assert supervisor.get(f"{HELMET}/assignments").json()["assignments"] == []


def test_who_wore_what_is_for_supervisors_of_the_own_tenant(
    supervisor: TestClient, platform: DevicesPlatform
) -> None:
    say(supervisor, "kim")

    assert platform.client(an_engineer()).get(f"{HELMET}/wearer").status_code == 403
    assert platform.client(an_engineer()).get("/v1/workers/kim/devices").status_code == 403
    stranger = platform.client(an_operator("other"))
    assert stranger.get(f"{HELMET}/wearer").status_code == 404
    assert stranger.get("/v1/workers/kim/devices").json()["devices"] == []
    assert stranger.post(f"{HELMET}/assignments", json={"worker": "kim"}).status_code == 404
