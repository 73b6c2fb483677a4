"""functions/console: models that were made elsewhere."""

from __future__ import annotations

import json

import msgspec
from fastapi.testclient import TestClient

from builders.console import a_dataset
from builders.learning import a_card
from builders.networks import a_network_text
from builders.operators import a_supervisor
from builders.web import ConsolePlatform

ROUTE = "/v1/models/release/versions"
DATASET = "a" * 16


def a_body(features: tuple[str, ...]) -> dict[str, object]:
    text = a_network_text(len(features))
    card = msgspec.structs.replace(a_card(text), features=features)
    return {"dataset": DATASET, "text": text, "card": json.loads(msgspec.json.encode(card))}


def test_a_model_is_registered_and_its_judgement_started(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    made = a_dataset(DATASET)
    platform.models.add_dataset(made)

    answer = engineer.post(ROUTE, json=a_body(made.features))

    assert answer.status_code == 202, answer.text
    (payload,) = map(json.loads, platform.judging.payloads.values())
    assert payload["candidate"] == {"version": answer.json()["version"]}
    assert payload["request"]["tenant"] == "acme"
    shown = engineer.get("/v1/models/release/card").json()
    assert (shown["version"], shown["live"], shown["verdict"]) == (answer.json()["version"], False, None)


def test_a_card_that_is_none_is_said_and_others_than_engineers_may_not(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    made = a_dataset(DATASET)
    platform.models.add_dataset(made)
    body = a_body(made.features)

    answer = engineer.post(ROUTE, json=body | {"card": {"task": "binary"}})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("card: ")
    assert platform.client(a_supervisor()).post(ROUTE, json=body).status_code == 403
    rows = f"/v1/models/release/training-sets/{DATASET}/rows"
    assert platform.client(a_supervisor()).get(rows).status_code == 403
    assert [each["name"] for each in engineer.get(rows).json()["files"]] == ["a key"]
