"""The rules of a site over HTTP: what is not sound is refused, what loosens life safety takes two people."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.operators import claims_of
from builders.rules import O2
from builders.web import DevicesPlatform, with_a_site

RULES = "/v1/sites/north-pit/rules"
DEFAULTS = {"packs": ["instrument-defaults"]}


@pytest.fixture
def client(platform: DevicesPlatform) -> TestClient:
    return with_a_site(platform)


def put(client: TestClient, **changes: Any) -> Any:  # noqa: ANN401 - an answer
    return client.put(RULES, json=DEFAULTS | {"rules": [O2 | changes]})


def test_a_stricter_limit_is_in_force_at_once(client: TestClient) -> None:
    answer = put(client).json()

    assert (answer["version"], answer["waits_for_approval"]) == (1, False)
    assert "below 20 %" in answer["in_force"]["o2-low"]


def test_a_looser_one_waits_for_a_second_person_who_is_not_the_first(
    platform: DevicesPlatform, client: TestClient
) -> None:
    proposed = put(client, limit=18.0).json()

    assert (proposed["waits_for_approval"], proposed["loosens"]) == (True, ["o2-low"])
    assert "19.5" in proposed["in_force"]["o2-low"]
    assert client.post(f"{RULES}/approve").status_code == 403
    other = platform.client(claims_of("operator", subject="77-second", name="second"))
    approved = other.post(f"{RULES}/approve").json()
    assert "below 18 %" in approved["in_force"]["o2-low"]
    assert approved["approved_by"] == "second"
    assert other.post(f"{RULES}/approve").status_code == 404


def test_leaving_a_pack_out_is_looser_too(client: TestClient) -> None:
    assert client.put(RULES, json={"packs": ["msha"]}).json()["waits_for_approval"] is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hazard": "helium"}, "hazard"),
        ({"unit": "ppm"}, "unit"),
        ({"on_delay_s": 5}, "on_delay_s"),
        ({"repeats": 2, "within_s": 60}, "repeats"),
        ({"deadband": -1}, "deadband"),
        ({"source": " "}, "source"),
        ({"name": "model-x"}, "name"),
        ({"schedule": {"zone": "Nowhere/Land", "start": "08:00", "end": "17:00"}}, "schedule.zone"),
        ({"schedule": {"zone": "UTC", "start": "8", "end": "17:00"}}, "schedule.start"),
        ({"kind": "rate", "over_s": 0, "off_delay_s": 1}, ""),
        ({"limit": "much"}, ""),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_its_field_and_nothing_changes(
    client: TestClient, changes: dict[str, Any], field: str
) -> None:
    answer = put(client, **changes)

    assert answer.status_code == 400
    assert field in str(answer.json())
    assert client.get(RULES).json()["version"] == 0


def test_contradictory_limits_are_refused(client: TestClient) -> None:
    high = O2 | {"name": "o2-top", "direction": "rising", "limit": 20.0}

    answer = client.put(RULES, json=DEFAULTS | {"rules": [O2, high]})

    assert answer.status_code == 400
    assert "no value of o2 is normal" in answer.text


def test_a_pack_or_a_site_that_is_not_there_is_said_so(client: TestClient) -> None:
    assert client.put(RULES, json={"packs": ["moon"]}).status_code == 404
    assert client.get("/v1/sites/nowhere/rules").status_code == 404
