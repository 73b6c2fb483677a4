"""Claims and the allow list over HTTP: for operators, each tenant's own, and no key shown twice."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor, an_engineer
from builders.web import NOW, DevicesPlatform, with_a_site
from spotter.contracts.names import Tenant
from spotter.contracts.provisioning import Given

ACME = Tenant("acme")
GOOD = {"device": "helmet-1", "site": "north-pit", "profile": "gas-helmet"}
NOBODY = "f" * 64


def claimed(client: TestClient, **more: object) -> dict[str, Any]:
    answer = client.post("/v1/claims", json={"site": "north-pit", **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def imported(client: TestClient, *rows: dict[str, Any], dry_run: bool = False) -> list[dict[str, Any]]:
    numbered = [{"row": number, **row} for number, row in enumerate(rows, start=2)]
    answer = client.post("/v1/allowed/import", json={"serials": numbered, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["rows"]
    return told


def listed(client: TestClient, **query: Any) -> list[str]:  # noqa: ANN401 - whatever a query takes
    return [each["serial"] for each in client.get("/v1/allowed", params=query).json()["serials"]]


def test_a_claim_shows_its_key_once_and_is_listed_without_it(operator: TestClient) -> None:
    made = claimed(operator, per_hour=5)

    (found,) = operator.get("/v1/claims").json()["claims"]
    assert (made["per_hour"], made["client_id"], made["template"]) == (5, "claim~", "spotter-local")
    assert made["private_key"]
    assert found["certificate"] == made["certificate"]
    assert found["created_by"] == "olga"
    assert not {"private_key", "certificate_pem"} & set(found)


def test_a_claim_has_a_limit_also_when_nobody_says_one_and_a_site_that_is_there(operator: TestClient) -> None:
    assert claimed(operator)["per_hour"] == 20
    assert operator.post("/v1/claims", json={"site": "nowhere"}).status_code == 404
    assert operator.post("/v1/claims", json={"site": "north-pit", "per_hour": 501}).status_code == 400


def test_a_revoked_claim_is_shown_as_such_and_revoking_it_again_changes_nothing(operator: TestClient) -> None:
    path = f"/v1/claims/{claimed(operator)['certificate']}/revoke"

    first, second = operator.post(path).json(), operator.post(path).json()

    assert first["revoked_at"] is not None
    assert first == second


def test_claims_and_serials_are_each_tenants_own(platform: DevicesPlatform, operator: TestClient) -> None:
    claim = claimed(operator)["certificate"]
    imported(operator, {"serial": "SN-1", **GOOD})
    other = with_a_site(platform, "other")

    assert other.get("/v1/claims").json() == {"claims": []}
    assert listed(other) == []
    assert other.post(f"/v1/claims/{claim}/revoke").status_code == 404
    assert other.delete("/v1/allowed/SN-1").status_code == 404


@pytest.mark.parametrize("who", [a_supervisor(), an_engineer()])
def test_only_an_operator_lets_devices_join(platform: DevicesPlatform, who: dict[str, str]) -> None:
    client = platform.client(who)

    answers = [
        client.get("/v1/claims"),
        client.post("/v1/claims", json={"site": "north-pit"}),
        client.post(f"/v1/claims/{NOBODY}/revoke"),
        client.get("/v1/allowed"),
        client.post("/v1/allowed/import", json={"serials": [{"row": 1}]}),
        client.delete("/v1/allowed/SN-1"),
    ]

    assert {each.status_code for each in answers} == {403}


def test_each_row_is_told_what_became_of_it(operator: TestClient) -> None:
    told = imported(
        operator,
        {"serial": "SN-1", **GOOD},
        {"serial": "SN 2", **GOOD, "device": "helmet-2"},
        {"serial": "SN-3", **GOOD, "device": "helmet-3", "site": "nowhere"},
        {"serial": "SN-4", **GOOD, "device": "Helmet 4"},
        {"serial": "SN-5", **GOOD, "device": "helmet-5"},
        {"serial": "SN-5", **GOOD, "device": "helmet-6"},
        {},
    )

    assert [row["outcome"] for row in told] == ["allowed"] + ["refused"] * 6
    assert told[2]["wrong"] == "there is no site named nowhere"
    assert told[4]["wrong"] == "serial SN-5 stands in more than one row"
    assert all(row["remedy"] for row in told[1:])
    assert listed(operator) == ["SN-1"]


def test_a_dry_run_says_the_same_and_writes_nothing(operator: TestClient) -> None:
    assert [row["outcome"] for row in imported(operator, {"serial": "SN-1", **GOOD}, dry_run=True)] == [
        "allowed"
    ]
    assert listed(operator) == []


def test_repeating_a_list_changes_nothing_and_correcting_it_does(operator: TestClient) -> None:
    outcomes = [
        imported(operator, {"serial": "SN-1", **GOOD, "tags": tags})[0]["outcome"]
        for tags in (["a"], ["a"], ["b"])
    ]

    assert outcomes == ["allowed", "unchanged", "allowed"]


def test_a_name_that_is_registered_already_is_promised_to_nobody(operator: TestClient) -> None:
    assert operator.post("/v1/devices", json=GOOD).status_code == 201

    (row,) = imported(operator, {"serial": "SN-1", **GOOD})

    assert (row["outcome"], row["wrong"]) == (
        "refused",
        "the name helmet-1 is taken by a registered device",
    )


def test_of_a_serial_that_was_used_only_again_can_change(
    platform: DevicesPlatform, operator: TestClient
) -> None:
    imported(operator, {"serial": "SN-1", **GOOD})
    access = platform.parts.access
    seen = access.allowed(ACME, "SN-1")
    assert seen is not None
    used = msgspec.structs.replace(seen.document, given=Given("a" * 64, "c" * 64, NOW))
    access.put_allowed(used, expected=seen.version)

    (moved,) = imported(operator, {"serial": "SN-1", **GOOD, "device": "helmet-2"})
    (armed,) = imported(operator, {"serial": "SN-1", **GOOD, "again": True})

    (entry,) = operator.get("/v1/allowed").json()["serials"]
    assert (moved["outcome"], armed["outcome"]) == ("refused", "allowed")
    assert (entry["again"], entry["given"]["certificate"]) == (True, "a" * 64)


def test_the_list_comes_by_site_and_page_by_page_and_without_what_was_removed(operator: TestClient) -> None:
    imported(operator, *({"serial": f"SN-{n}", **GOOD, "device": f"helmet-{n}"} for n in range(5)))

    assert operator.delete("/v1/allowed/SN-3").status_code == 200
    assert operator.delete("/v1/allowed/SN-3").status_code == 404
    first = operator.get("/v1/allowed", params={"limit": 2}).json()

    assert ([each["serial"] for each in first["serials"]], first["next"]) == (["SN-0", "SN-1"], "SN-1")
    assert listed(operator, after="SN-1") == ["SN-2", "SN-4"]
    assert listed(operator, site="south-pit") == []
