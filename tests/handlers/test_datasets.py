"""functions/datasets: define, extract, compare, roll back, delete and export, by whom it may be done."""

from __future__ import annotations

import json

import pytest

from builders.archive import a_reading
from builders.datasets import rows_of
from builders.datasets_web import DATASET, DEFINED, DatasetsPlatform, Json, content_of, with_readings
from builders.operators import a_supervisor, an_engineer


@pytest.fixture
def platform() -> DatasetsPlatform:
    return with_readings()


def test_a_dataset_is_defined_extracted_and_shown(platform: DatasetsPlatform) -> None:
    version = platform.extracted()
    client = platform.client(a_supervisor())

    shown = client.get(f"{DATASET}/versions/current").json()
    listed = client.get(DATASET).json()

    assert shown["version"] == version == listed["dataset"]["head"]
    assert (shown["rows"], shown["parts"], shown["origin"]) == (25, 1, "extracted")
    assert shown["by"] == "emeka"
    assert shown["definition"]["sites"] == ["pit"]
    assert [each["name"] for each in shown["columns"]][-2:] == ["ch4", "co"]
    assert [each["version"] for each in listed["versions"]] == [version]
    assert [each["name"] for each in client.get("/v1/datasets").json()["datasets"]] == ["gas-north"]


def test_progress_is_told_while_a_version_is_made(platform: DatasetsPlatform) -> None:
    run = platform.client().post(f"{DATASET}/extractions", json={}).json()["extraction"]
    begun = platform.client().get(f"{DATASET}/extractions/{run}").json()
    version = platform.extracted()

    ended = platform.client().get(f"{DATASET}/extractions/{run}").json()
    foreign = platform.client(an_engineer("rival")).get(f"{DATASET}/extractions/{run}")

    assert (begun["status"], begun["done"], begun["total"], begun["version"]) == ("RUNNING", 0, 0, None)
    assert (ended["done"], ended["total"], ended["version"]) == (1, 1, version)
    assert foreign.status_code == 404


def test_why_an_extraction_failed_is_said_in_words(platform: DatasetsPlatform) -> None:
    run = platform.client().post(f"{DATASET}/extractions", json={}).json()["extraction"]
    platform.runs.finish(run, "FAILED", cause='{"errorType": "Invalid", "errorMessage": "nothing there"}')

    state = platform.client().get(f"{DATASET}/extractions/{run}").json()

    assert (state["status"], state["cause"]) == ("FAILED", "Invalid: nothing there")


def test_two_versions_are_compared_by_columns_and_rows(platform: DatasetsPlatform) -> None:
    before = platform.extracted(known_at="2026-11-24T00:01:00Z")
    platform.datasets.archive.arrive(
        [
            a_reading(30, {"ch4": 3.0, "h2s": 1.0}, arrived=100),
            a_reading(31, {"co": 7.0}, measured=3.5, arrived=99),
        ]
    )
    after = platform.extracted(known_at="2026-11-24T00:10:00Z")

    url = f"{DATASET}/versions/{before}/difference"
    difference = platform.client().get(url, params={"to": after}).json()

    assert difference["rows"] == {"added": 2, "removed": 0, "changed": 0}
    assert (difference["rows_before"], difference["rows_after"]) == (25, 27)
    changes = {each["name"]: (each["before"], each["after"]) for each in difference["columns"]}
    assert changes["h2s"][0] is None
    assert changes["ch4"][0]["maximum"] == 1.9
    assert changes["ch4"][1]["maximum"] == 3.0
    back = platform.client().get(f"{DATASET}/versions/{after}/difference", params={"to": before}).json()
    assert back["rows"] == {"added": 0, "removed": 2, "changed": 0}


def test_a_value_that_changed_is_counted_as_changed(platform: DatasetsPlatform) -> None:
    platform.datasets.archive.arrive([a_reading(3, {"co": 9.0}, device="helmet-8", boot="b2", arrived=200)])
    before, after = (platform.extracted(known_at=f"2026-11-24T00:0{n}:00Z") for n in (1, 5))

    url = f"{DATASET}/versions/{before}/difference"
    difference = platform.client().get(url, params={"to": after}).json()

    assert difference["rows"] == {"added": 0, "removed": 0, "changed": 1}


def test_rolling_back_moves_a_pointer_and_nothing_else(platform: DatasetsPlatform) -> None:
    first = platform.extracted(known_at="2026-11-24T00:01:00Z")
    platform.datasets.archive.arrive([a_reading(30, {"ch4": 3.0}, arrived=100)])
    second = platform.extracted()

    answer = platform.client().post(f"{DATASET}/rollback", json={"version": first})

    assert answer.json()["head"] == first
    assert platform.client().get(f"{DATASET}/versions/current").json()["version"] == first
    assert platform.client().get(f"{DATASET}/versions/{second}").json()["rows"] == 26


def test_a_deleted_version_leaves_a_tombstone_and_its_parts(platform: DatasetsPlatform) -> None:
    first = platform.extracted(known_at="2026-11-24T00:01:00Z")
    platform.datasets.archive.arrive([a_reading(30, {"ch4": 3.0}, arrived=100)])
    second = platform.extracted()
    keys = set(platform.datasets.archive.objects.keys("datasets/"))

    unreasoned = platform.client().post(f"{DATASET}/versions/{second}/delete", json={"why": " "})
    stone = platform.client().post(f"{DATASET}/versions/current/delete", json={"why": "wrong site"}).json()

    assert unreasoned.status_code == 400
    assert (stone["version"], stone["deleted"]["by"], stone["deleted"]["why"]) == (
        second,
        "emeka",
        "wrong site",
    )
    assert set(platform.datasets.archive.objects.keys("datasets/")) == keys
    refused = platform.client().get(f"{DATASET}/versions/{second}")
    assert refused.status_code == 409
    assert "deleted since 2026-11-25 12:00 by emeka (wrong site)" in refused.json()["detail"]
    assert platform.client().post(f"{DATASET}/rollback", json={"version": second}).status_code == 409
    assert platform.client().get(DATASET).json()["dataset"]["head"] == first
    assert platform.client().post(f"{DATASET}/versions/{second}/delete", json={"why": "x"}).status_code == 409


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_version_is_exported_part_by_part(platform: DatasetsPlatform, form: str) -> None:
    platform.extracted()

    answer = platform.client().get(f"{DATASET}/versions/current/parts", params={"format": form}).json()
    content = content_of(platform, answer["parts"][0])

    assert (answer["total"], answer["next"], answer["parts"][0]["rows"]) == (1, None, 25)
    match form:
        case "csv":
            assert content.startswith(
                b"site,device,worker,at,arrived,trust,ch4,co\npit,helmet-7,,2026-11-24T00:00:00.000000Z,"
            )
        case "json":
            assert json.loads(content.splitlines()[3])["ch4"] == 0.3
        case _:
            assert len(list(rows_of(content))) == 25


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"until": "2026-11-24T00:00:00Z"}, "the range is empty"),
        ({"every_s": 7}, "must divide a day"),
        ({"profile": "gas", "channels": ["o2"]}, "profile gas has no channel o2; it has ch4, co"),
        ({"sites": []}, "sites"),
        ({"since": "yesterday"}, "since"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_definition_that_cannot_be_right_is_refused(
    platform: DatasetsPlatform, changed: Json, sentence: str
) -> None:
    answer = platform.client().put(DATASET, json=DEFINED | changed)

    assert answer.status_code == 400
    assert sentence in answer.text


def test_what_is_not_there_is_not_found(platform: DatasetsPlatform) -> None:
    client = platform.client()

    assert client.put(DATASET, json=DEFINED | {"sites": ["nowhere"]}).status_code == 404
    assert client.get(f"{DATASET}/versions/current").status_code == 404
    assert client.get("/v1/datasets/none").status_code == 404
    assert client.post(f"{DATASET}/rollback", json={"version": "0" * 16}).status_code == 404
    assert client.post(f"{DATASET}/extractions", json={"known_at": "2027-01-01T00:00:00Z"}).status_code == 400
