"""functions/console: labels and models."""

from __future__ import annotations

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
from builders.operators import a_supervisor, an_operator
from builders.web import ConsolePlatform


def test_intervals_are_added_to_those_marked_before(engineer: TestClient) -> None:
    later = {**FIRST, "start": "2026-11-24T08:30:00+00:00", "end": "2026-11-24T09:31:00+01:00"}

    engineer.put(LABEL, json={"intervals": [FIRST]})
    engineer.put(LABEL, json={"intervals": [later]})
    answer = engineer.put(LABEL, json={"intervals": [later, FIRST]})

    assert answer.status_code == 200
    assert answer.json() == {
        "site": "north-pit",
        "label": "release",
        "intervals": [
            FIRST,
            {**FIRST, "start": "2026-11-24T08:30:00Z", "end": "2026-11-24T08:31:00Z"},
        ],
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"end": FIRST["start"]}, "before it ends"),
        ({"device": "helmet-8"}, "no device helmet-8"),
        ({"device": "helmet-9"}, "no device helmet-9"),
        ({"start": "2026-11-24T08:00:00"}, "timezone"),
        ({"start": "yesterday"}, "body.intervals.0.start"),
    ],
)
def test_an_interval_that_cannot_be_right_is_refused(
    engineer: TestClient, change: dict[str, str], said: str
) -> None:
    answer = engineer.put(LABEL, json={"intervals": [{**FIRST, **change}]})

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_a_label_is_of_a_site_that_exists(engineer: TestClient) -> None:
    answer = engineer.put("/v1/sites/nowhere/labels/release", json={"intervals": [FIRST]})

    assert answer.status_code == 404


def test_labels_and_trainings_are_for_engineers(platform: ConsolePlatform) -> None:
    for claims in (a_supervisor(), an_operator()):
        client = platform.client(claims)
        assert client.put(LABEL, json={"intervals": [FIRST]}).status_code == 403
        assert client.post(TRAININGS, json=A_TRAINING).status_code == 403


def test_a_model_shows_its_versions_their_verdicts_and_where_which_is_live(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    for version in ("v1", "v2"):
        platform.models.add_candidate(a_candidate(version))
    platform.models.put_verdict(a_verdict("v1"))
    platform.models.move_champion(a_champion("v1"), expected=None)

    shown = engineer.get("/v1/models/release").json()
    listed = engineer.get("/v1/models").json()

    verdicts = {each["version"]: each["verdict"] for each in shown["versions"]}
    assert set(verdicts) == {"v1", "v2"}
    assert verdicts["v2"] is None
    assert verdicts["v1"]["checks"][0]["name"] == "recall"
    assert shown["versions"][0]["card"]["metric"] == "pr_auc"
    assert [each["version"] for each in shown["champions"]] == ["v1"]
    assert listed["models"] == [{"model": "release", "versions": 2, "champions": shown["champions"]}]


def test_a_model_that_nobody_trained_is_not_there(engineer: TestClient) -> None:
    assert engineer.get("/v1/models/release").status_code == 404
    assert engineer.get("/v1/models").json() == {"models": []}
