"""A list of devices over HTTP: each row gets an answer, and repeating it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.operators import a_supervisor, an_operator
from builders.web import DevicesPlatform

GOOD = {"site": "north-pit", "profile": "gas-helmet"}


def imported(client: TestClient, *rows: dict[str, Any], dry_run: bool = False) -> dict[str, Any]:
    numbered = [{"row": number, **row} for number, row in enumerate(rows, start=2)]
    answer = client.post("/v1/devices/import", json={"devices": numbered, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_each_row_is_told_what_became_of_it(operator: TestClient) -> None:
    done = imported(
        operator,
        {"device": "helmet-1", **GOOD, "tags": ["zone-a"]},
        {"device": "Helmet 2", **GOOD},
        {"device": "helmet-3", **GOOD, "site": "nowhere"},
        {"device": "helmet-4", **GOOD, "profile": "nothing"},
        {"device": "helmet-5", **GOOD},
        {"device": "helmet-5", **GOOD},
        {"device": "helmet-6", **GOOD, "tags": ["Zone A"]},
        {},
        {"device": "helmet-7", **GOOD},
    )

    told = {row["row"]: (row["outcome"], row["wrong"], row["remedy"]) for row in done["rows"]}
    assert [row for row, (outcome, _, _) in told.items() if outcome == "registered"] == [2, 10]
    assert [identity["device"] for identity in done["identities"]] == ["helmet-1", "helmet-7"]
    assert told[4] == (
        "refused",
        "there is no site named nowhere",
        "create the site first, or correct the row",
    )
    assert told[5][2] == "create the profile first, or correct the row"
    assert told[6] == told[7] == ("refused", "device helmet-5 stands in 2 rows", "keep one of the rows")
    for row in (3, 8, 9):
        assert told[row][0] == "refused"
        assert told[row][2] == "correct the row"
    assert operator.get("/v1/devices/helmet-1").json()["tags"] == ["zone-a"]


def test_a_dry_run_says_what_would_happen_and_does_nothing(operator: TestClient) -> None:
    told = imported(operator, {"device": "helmet-1", **GOOD}, {"device": "?", **GOOD}, dry_run=True)

    assert [row["outcome"] for row in told["rows"]] == ["registered", "refused"]
    assert told["identities"] == []
    assert operator.get("/v1/devices").json()["devices"] == []


def test_importing_again_finds_everything_unchanged(operator: TestClient) -> None:
    rows = [{"device": f"helmet-{number}", **GOOD} for number in range(3)]
    imported(operator, *rows)
    before = operator.get("/v1/devices").json()

    again = imported(operator, *rows)

    assert {row["outcome"] for row in again["rows"]} == {"unchanged"}
    assert again["identities"] == []
    assert operator.get("/v1/devices").json() == before


def test_a_device_that_is_registered_otherwise_or_retired_is_not_touched(operator: TestClient) -> None:
    imported(operator, {"device": "helmet-1", **GOOD}, {"device": "helmet-2", **GOOD})
    operator.post("/v1/devices/helmet-2/retire")

    told = imported(operator, {"device": "helmet-1", **GOOD, "tags": ["new"]}, {"device": "helmet-2", **GOOD})

    assert [row["outcome"] for row in told["rows"]] == ["refused", "refused"]
    assert "spotter device update" in told["rows"][0]["remedy"]
    assert told["rows"][1]["remedy"] == "register it under another name"
    assert operator.get("/v1/devices/helmet-1").json()["tags"] == []


@pytest.mark.parametrize("count", [0, 21])
def test_a_call_takes_one_to_twenty_rows(operator: TestClient, count: int) -> None:
    rows = [{"row": number + 1, "device": f"d-{number}", **GOOD} for number in range(count)]

    assert operator.post("/v1/devices/import", json={"devices": rows}).status_code == 400


def test_only_an_operator_imports_and_only_for_the_own_tenant(
    operator: TestClient, platform: DevicesPlatform
) -> None:
    body = {"devices": [{"row": 1, "device": "helmet-1", **GOOD}]}

    assert platform.client(a_supervisor()).post("/v1/devices/import", json=body).status_code == 403
    stranger = imported(platform.client(an_operator("other")), {"device": "helmet-1", **GOOD})
    assert stranger["rows"][0]["wrong"] == "there is no site named north-pit"
    assert operator.get("/v1/devices").json()["devices"] == []
