"""functions/catalogue and functions/steward: found, described, retired, and tended by policies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders.catalogue import ACME, NOON, an_entry
from builders.catalogue_web import CataloguePlatform, a_catalogue_platform
from builders.operators import a_supervisor, an_engineer, an_operator
from spotter.contracts.catalogue import Kind, Triple
from spotter.contracts.datasets import Dataset, DatasetManifest, Tombstone
from spotter.contracts.names import DatasetName
from spotter.domain.part_tree import planted
from spotter.services.keep_catalogue import add_thing, record_thing

THINGS = "/v1/catalogue/things"
FALLS = f"{THINGS}/dataset/falls/1"
TWICE = {"name": "twice", "search": "kind:model", "then": {"does": "replicate"}}
YEAR = {"name": "a-year", "search": "kind:dataset", "then": {"does": "retain", "days": 365}}


def a_platform() -> CataloguePlatform:
    platform = a_catalogue_platform()
    add_thing(platform.garden.catalogue, an_entry("falls", Triple("rows", 20_000.0)))
    record_thing(platform.garden.catalogue, an_entry("walk", Triple("drift", 0.2), kind=Kind.MODEL))
    return platform


def test_anybody_finds_things_by_what_is_known_of_them() -> None:
    client = a_platform().client(a_supervisor())

    found = client.get(THINGS, params={"q": "kind:dataset site:north-pit rows>10000 NOT drift:*"})

    assert found.status_code == 200, found.text
    assert found.json()["total"] == 1
    assert found.json()["things"][0]["id"] == "dataset/falls/1"
    assert client.get(FALLS).json() == found.json()["things"][0]


def test_pages_follow_each_other_until_there_is_none() -> None:
    client = a_platform().client(a_supervisor())

    first = client.get(THINGS, params={"limit": 1}).json()
    second = client.get(THINGS, params={"limit": 1, "before": first["next"]}).json()

    assert [each["things"][0]["name"] for each in (first, second)] == ["walk", "falls"]
    assert (first["total"], second["next"]) == (2, None)


def test_a_search_that_cannot_be_read_says_where() -> None:
    answer = a_platform().client(a_supervisor()).get(THINGS, params={"q": "(kind:dataset"})

    assert answer.status_code == 400
    assert "character 1" in answer.json()["detail"]


def test_an_engineer_says_what_is_known_and_nobody_else() -> None:
    platform = a_platform()
    edit = {"set": [{"attribute": "note", "value": "wet"}], "drop": ["rows"]}

    edited = platform.client(an_engineer()).request("PATCH", FALLS, json=edit)

    assert edited.status_code == 200, edited.text
    assert edited.json()["triples"] == [{"attribute": "note", "value": "wet", "unit": None}]
    assert platform.client(a_supervisor()).request("PATCH", FALLS, json=edit).status_code == 403
    late = platform.client(an_engineer()).request("PATCH", FALLS, json={**edit, "expected": 1})
    assert late.status_code == 409
    assert platform.client(an_engineer("zinc")).request("PATCH", FALLS, json=edit).status_code == 404


def test_taking_out_what_is_not_there_says_so_and_what_there_is() -> None:
    answer = a_platform().client(an_engineer()).request("PATCH", FALLS, json={"drop": ["rwos"]})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "rwos: nothing is said by this name; there is rows"


@pytest.mark.parametrize("then", [{}, {"days": 3}, {"does": "burn"}])
def test_a_policy_that_does_nothing_known_is_told_what_it_may_do(then: dict[str, object]) -> None:
    policies = {"policies": [{"name": "a", "search": "kind:model", "then": then}]}

    answer = a_platform().client(an_operator()).put("/v1/catalogue/policies", json=policies)

    assert answer.status_code == 400
    assert "needs `does`, which is retain, replicate or notify" in answer.json()["detail"]


def test_what_is_retired_is_found_by_its_tombstone_only_and_comes_back() -> None:
    platform = a_platform()
    client, path = platform.client(an_engineer()), "/v1/catalogue/retired/dataset/falls/1"

    retired = client.post(path, json={"why": "labels were wrong"}).json()

    assert retired["retired"] == "labels were wrong (emeka)"
    assert client.get(THINGS, params={"q": "name:falls"}).json()["total"] == 0
    assert client.get(THINGS, params={"q": "name:falls is:retired"}).json()["total"] == 1
    assert client.delete(path).json()["retired"] is None
    assert client.get(THINGS, params={"q": "name:falls"}).json()["total"] == 1


def test_an_operator_sets_policies_and_sees_what_they_would_do() -> None:
    platform = a_platform()
    record_thing(platform.garden.catalogue, an_entry("old", made_at=NOON - timedelta(days=400)))
    client = platform.client(an_operator())

    put = client.put("/v1/catalogue/policies", json={"policies": [TWICE, YEAR]})
    plan = client.get("/v1/catalogue/plan")

    assert put.status_code == 200, put.text
    assert put.json()["policies"] == client.get("/v1/catalogue/policies").json()["policies"] == [TWICE, YEAR]
    assert [(each["does"], each["id"]) for each in plan.json()["would"]] == [("retire", "dataset/old/1")]
    assert client.get(f"{THINGS}/dataset/old/1").json()["retired"] is None
    assert (
        platform.client(an_engineer()).put("/v1/catalogue/policies", json={"policies": []}).status_code == 403
    )


def test_the_plan_says_which_parts_of_deleted_versions_would_go() -> None:
    platform = a_platform()
    versions, name = platform.versions, DatasetName("gas")
    dataset = versions.put(Dataset(ACME, name, NOON, "ada"), expected=None)
    part = versions.keep_part(ACME, name, b"rows", place="upload/1", rows=1)
    tree = planted([part], versions.nodes(ACME, name))
    manifest = DatasetManifest(ACME, name, "a" * 16, "uploaded", (), 1, 4, tree, NOON, "code", NOON, "ada")
    versions.publish(manifest, dataset=dataset)
    stone = Tombstone("ada", NOON - timedelta(days=91), "a person asked", NOON - timedelta(days=1))
    versions.bury(versions.dataset(ACME, name), versions.entry(ACME, name, "a" * 16), stone)

    would = platform.client(an_operator()).get("/v1/catalogue/plan").json()["would"]

    assert [(each["does"], each["id"]) for each in would] == [("condemn", f"dataset/gas/{'a' * 16}")]
    assert would[0]["why"] == "1 part, 4 bytes; other versions hold 0 more, which stay"


def test_a_policy_that_cannot_be_followed_is_refused_by_name() -> None:
    broken = {**TWICE, "search": "kind:"}

    answer = a_platform().client(an_operator()).put("/v1/catalogue/policies", json={"policies": [broken]})

    assert answer.status_code == 400
    assert "policy twice" in answer.text
