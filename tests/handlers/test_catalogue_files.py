"""functions/catalogue: what people put in themselves, and the files that they bring."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.catalogue import ACME, NOON, an_entry
from builders.catalogue_web import CataloguePlatform, a_catalogue_platform
from builders.operators import a_supervisor, an_engineer, an_operator
from spotter.contracts.catalogue import Kind
from spotter.services.bring_file import MOST_BYTES, PART_BYTES
from spotter.services.keep_catalogue import add_thing

NOTEBOOK = b'{"cells": [], "metadata": {}}'
SHA = hashlib.sha256(NOTEBOOK).hexdigest()
PLACE = "/v1/catalogue/things/notebook/falls/v1.2-3-gabc"
BODY: dict[str, Any] = {
    "title": "Where falls begin",
    "triples": [{"attribute": "parent", "value": "dataset/falls/1"}],
    "files": [{"sha256": SHA}],
}


def brought(platform: CataloguePlatform, content: bytes, *, sha256: str | None = None) -> tuple[int, Any]:
    """Bring a file, and give the answer to its last step."""
    client, digest = platform.client(an_engineer()), sha256 or hashlib.sha256(content).hexdigest()
    begun = client.post("/v1/catalogue/files", json={"sha256": digest, "size": len(content)}).json()
    tags = [
        platform.uploads.receive(link, content[at * PART_BYTES : (at + 1) * PART_BYTES])
        for at, link in enumerate(begun["links"])
    ]
    body = {"transfer": begun["transfer"], "tags": tags}
    done = client.post(f"/v1/catalogue/files/{digest}/complete", json=body)
    return done.status_code, done.json()


@pytest.fixture
def platform() -> CataloguePlatform:
    return a_catalogue_platform()


@pytest.fixture
def engineer(platform: CataloguePlatform) -> TestClient:
    return platform.client(an_engineer())


def test_a_notebook_is_kept_found_proved_and_fetched(
    platform: CataloguePlatform, engineer: TestClient
) -> None:
    assert brought(platform, NOTEBOOK)[0] == 200

    added = engineer.put(PLACE, json=BODY)

    assert added.status_code == 200, added.text
    assert added.json()["files"] == [
        {"key": f"catalogue/tenant=acme/files/{SHA}", "sha256": SHA, "size": len(NOTEBOOK)}
    ]
    found = engineer.get("/v1/catalogue/things", params={"q": "kind:notebook parent:dataset/falls/1"}).json()
    assert [each["id"] for each in found["things"]] == ["notebook/falls/v1.2-3-gabc"]
    assert platform.garden.round().files == 1
    (file,) = engineer.get(f"{PLACE}/files").json()["files"]
    assert file["sha256"] == SHA
    assert file["key"] in file["link"]
    assert engineer.put(PLACE, json=BODY).json() == added.json()


def test_the_same_file_is_sent_once(platform: CataloguePlatform, engineer: TestClient) -> None:
    brought(platform, NOTEBOOK)

    again = engineer.post("/v1/catalogue/files", json={"sha256": SHA, "size": len(NOTEBOOK)})

    assert again.json()["links"] == []


def test_what_arrives_otherwise_than_its_digest_says_is_not_kept(
    platform: CataloguePlatform, engineer: TestClient
) -> None:
    status, said = brought(platform, NOTEBOOK + b" ", sha256=SHA)

    assert (status, "send it again" in said["detail"]) == (400, True)
    assert engineer.put(PLACE, json=BODY).status_code == 404


def test_a_file_of_several_parts_is_put_together(platform: CataloguePlatform) -> None:
    status, file = brought(platform, bytes(PART_BYTES) + b"the end")

    assert (status, file["size"]) == (200, PART_BYTES + 7)


@pytest.mark.parametrize(
    ("place", "changes", "said"),
    [
        ("run/falls/1", {}, "enters the catalogue by itself"),
        ("code/spotter/1", {}, "the platform's own"),
        ("notebook/Falls/1", {}, "lower-case"),
        ("notebook/falls/-1", {}, "a version is"),
        ("notebook/falls/1", {"site": "nowhere"}, "nowhere"),
        ("notebook/falls/1", {"triples": [{"attribute": "kind", "value": "x"}]}, "says this itself"),
        ("notebook/falls/1", {"files": [{"sha256": SHA}]}, "bring it first"),
        ("notebook/falls/1", {"files": [{"sha256": SHA, "key": "models/tenant=zinc/a"}]}, "tenant=acme"),
        ("notebook/falls/1", {"files": [{"sha256": SHA, "key": "models/tenant=acme/a"}]}, "look at its key"),
    ],
)
def test_what_cannot_be_put_in_is_refused_with_its_remedy(
    engineer: TestClient, place: str, changes: dict[str, Any], said: str
) -> None:
    answer = engineer.put(f"/v1/catalogue/things/{place}", json={"title": "x", **changes})

    assert answer.status_code in {400, 404}
    assert said in answer.json()["detail"]


def test_an_object_of_ones_own_in_the_lake_is_proved_before_it_is_taken(
    platform: CataloguePlatform, engineer: TestClient
) -> None:
    platform.garden.lake.put("models/tenant=acme/mine.txt", NOTEBOOK)
    file = {"sha256": SHA, "key": "models/tenant=acme/mine.txt"}

    taken = engineer.put("/v1/catalogue/things/model/mine/1", json={"title": "Mine", "files": [file]})
    platform.garden.lake.put("models/tenant=acme/mine.txt", b"another")
    wrong = engineer.put("/v1/catalogue/things/model/mine/2", json={"title": "Mine", "files": [file]})

    assert taken.json()["files"][0]["size"] == len(NOTEBOOK)
    assert wrong.status_code == 500 or "digest" in wrong.json()["detail"]


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(engineer: TestClient) -> None:
    answer = engineer.post("/v1/catalogue/files", json={"sha256": SHA, "size": MOST_BYTES + 1})

    assert (answer.status_code, "256 MiB" in answer.json()["detail"]) == (413, True)


def test_supervisors_look_and_put_nothing_in(platform: CataloguePlatform) -> None:
    client = platform.client(a_supervisor())

    assert client.put(PLACE, json=BODY).status_code == 403
    assert client.post("/v1/catalogue/files", json={"sha256": SHA, "size": 1}).status_code == 403


def test_what_a_policy_keeps_nobody_takes_out_before_its_time(platform: CataloguePlatform) -> None:
    old, new = NOON - timedelta(days=400), NOON - timedelta(days=3)
    for name, made_at in (("old", old), ("new", new)):
        add_thing(platform.garden.catalogue, an_entry(name, kind=Kind.NOTEBOOK, made_at=made_at))
    year = {"name": "a-year", "search": "kind:notebook", "then": {"does": "retain", "days": 365}}
    platform.client(an_operator()).put("/v1/catalogue/policies", json={"policies": [year]})
    engineer = platform.client(an_engineer())

    kept, gone = (
        engineer.post(f"/v1/catalogue/retired/notebook/{name}/1", json={"why": "too many"})
        for name in ("new", "old")
    )

    assert (kept.status_code, gone.status_code) == (409, 200)
    assert "an operator can change the policy a-year" in kept.json()["detail"]
    assert platform.garden.catalogue.entry(ACME, "notebook/new/1").retired is None
