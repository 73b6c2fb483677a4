"""functions/console: what stands behind models, and how studies stand."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
from fastapi.testclient import TestClient

from builders.console import ACME, GAS, MODEL, PIT, a_champion, a_dataset, a_verdict
from builders.evidence import some_evidence
from builders.learning import a_card
from builders.operators import a_supervisor, an_engineer
from builders.web import NOW, ConsolePlatform
from spotter.contracts.learning import Candidate
from spotter.contracts.studies import RowsOfDataset, RowsOfFile, Study
from spotter.stores.studies import finishing

ROUTE = "/v1/models/release"


def trained(platform: ConsolePlatform, text: str, *, age: timedelta = timedelta()) -> Candidate:
    card = msgspec.structs.replace(a_card(text), created_at=NOW - age, scores={"auc": 0.9}, params={"c": 1.0})
    version = card.sha256[:12]
    key = platform.texts.keep(ACME, MODEL, version, text, card)
    candidate = Candidate(ACME, MODEL, version, "d1", PIT, GAS, key, card)
    platform.models.add_candidate(candidate)
    return candidate


def test_a_card_is_of_the_named_version_else_of_the_live_one_else_of_the_newest(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    assert engineer.get(f"{ROUTE}/card").status_code == 404
    old, new = trained(platform, "old", age=timedelta(days=1)), trained(platform, "new")
    newest = engineer.get(f"{ROUTE}/card").json()
    platform.models.move_champion(a_champion(old.version), expected=None)
    platform.models.put_verdict(a_verdict(old.version))
    live = engineer.get(f"{ROUTE}/card").json()
    named = engineer.get(f"{ROUTE}/card", params={"version": new.version}).json()

    assert [each["version"] for each in (newest, live, named)] == [new.version, old.version, new.version]
    assert [each["live"] for each in (newest, live, named)] == [False, True, False]
    assert live["verdict"]["outcome"] == "promote"
    assert live["card"]["scores"] == {"auc": 0.9}
    assert engineer.get(f"{ROUTE}/card", params={"version": "none"}).status_code == 404


def test_evidence_the_page_and_the_run_are_those_that_were_gathered(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    candidate = trained(platform, "a model")
    assert engineer.get(f"{ROUTE}/evidence").status_code == 404
    evidence = some_evidence(candidate.card.sha256)
    platform.texts.keep_evidence(candidate, evidence)

    said = engineer.get(f"{ROUTE}/evidence").json()
    page = engineer.get(f"{ROUTE}/page")
    run = engineer.get(f"{ROUTE}/mlflow").json()["run"]

    assert said == msgspec.json.decode(msgspec.json.encode(evidence))
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert all(f'<svg id="{name}"' in page.text for name in ("roc", "segments", "importance"))
    assert "group &lt;kim&gt;" in page.text
    assert (run["info"]["status"], run["info"]["user_id"]) == ("FINISHED", "functions/train")
    assert [(each["key"], each["value"]) for each in run["data"]["metrics"]] == [("auc", 0.9)]
    assert {each["key"]: each["value"] for each in run["data"]["tags"]}["environment"] == "d" * 64


def test_files_are_linked_with_their_digests_and_are_for_engineers(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    candidate = trained(platform, "a model")
    platform.texts.keep_evidence(candidate, some_evidence(candidate.card.sha256))

    files = engineer.get(f"{ROUTE}/files").json()["files"]

    assert [each["name"] for each in files] == ["model.txt", "card.json", "evidence.json"]
    assert files[0]["sha256"] == candidate.card.sha256
    assert files[0]["url"].startswith(f"memory:{candidate.text_key}")
    supervisor = platform.client(a_supervisor())
    assert supervisor.get(f"{ROUTE}/card").status_code == 200
    assert supervisor.get(f"{ROUTE}/files").status_code == 403
    assert supervisor.get(f"{ROUTE}/mlflow").status_code == 403


def test_evidence_of_another_model_is_our_fault_and_says_so(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    platform.texts.keep_evidence(trained(platform, "a model"), some_evidence("0" * 64))

    assert engineer.get(f"{ROUTE}/evidence").status_code == 500


def test_a_study_is_begun_and_workers_are_set_on_it_once_a_minute(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    asked = {"model": "release", "dataset": "a" * 16, "trials": 6, "workers": 2}
    assert engineer.put("/v1/studies/night", json=asked).status_code == 404
    frozen = a_dataset(version="a" * 16)
    platform.models.add_dataset(frozen)

    begun = engineer.put("/v1/studies/night", json=asked).json()
    again = engineer.put("/v1/studies/night", json=asked)

    assert (begun["about"], begun["trials"], begun["left"]) == (f"release/{'a' * 16}", 6, 6)
    assert again.status_code == 200
    (payload,) = map(json.loads, platform.runs.payloads.values())
    assert payload == {"tenant": "acme", "study": "night", "workers": [0, 1]}
    assert engineer.put("/v1/studies/night", json=asked | {"trials": 9}).status_code == 409
    assert platform.client(a_supervisor()).put("/v1/studies/night", json=asked).status_code == 403


def test_studies_show_how_they_stand_and_each_of_their_trials(
    engineer: TestClient, platform: ConsolePlatform
) -> None:
    studies = platform.studies
    night = Study(ACME, "night", RowsOfDataset(MODEL, "d1"), 3, NOW)
    for study in (night, Study(ACME, "by-hand", RowsOfFile("kim/rows.csv", "0", "fall"), 9, NOW)):
        studies.add(study)
    held = [studies.lease(night, number, None, owner="w", at=NOW) for number in (0, 1)]
    assert held[0] is not None
    platform.searches.put(finishing(night, held[0], 0.25, 40, {"num_leaves": 31}))

    shown = engineer.get("/v1/studies/night").json()
    trials = engineer.get("/v1/studies/night/trials").json()["trials"]
    listed = engineer.get("/v1/studies").json()["studies"]

    assert (shown["about"], shown["finished"], shown["leased"], shown["left"]) == ("release/d1", 1, 1, 2)
    assert (shown["best"]["loss"], shown["best"]["params"]) == (0.25, {"num_leaves": 31})
    assert [(each["number"], each["state"]) for each in trials] == [(0, "finished"), (1, "leased")]
    assert [(each["name"], each["about"]) for each in listed] == [
        ("by-hand", "rows.csv"),
        ("night", "release/d1"),
    ]
    assert engineer.get("/v1/studies/day/trials").status_code == 404
    assert platform.client(an_engineer("rival")).get("/v1/studies/night").status_code == 404
