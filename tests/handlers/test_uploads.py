"""Uploads: brought in parts, looked at, corrected, and whole or not there."""

from __future__ import annotations

import gzip

import msgspec
import pytest

from builders.archive import TENANT
from builders.datasets_web import DATASET, DEFINED, DatasetsPlatform, a_datasets_platform
from builders.operators import a_supervisor, an_engineer
from spotter.contracts.names import DatasetName
from spotter.errors import Invalid

MINE = DatasetName("mine")
URL = f"/v1/datasets/{MINE}"
GOOD = b"at,ch4\n2026-11-24T09:00:00Z,0.5\n2026-11-24T09:00:01Z,0.7\n"
MIXED = b"badge,ch4\n1,0.5\n2,0.5\n3,0.5\n4,0.5\n5,high\n"


@pytest.fixture
def platform() -> DatasetsPlatform:
    return a_datasets_platform()


def accepted(platform: DatasetsPlatform, upload: str, **body: object) -> str:
    answer = platform.client().post(f"{URL}/uploads/{upload}/accept", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["extraction"])


def test_a_file_becomes_a_version_of_a_dataset_of_its_own(platform: DatasetsPlatform) -> None:
    upload = platform.sent(MINE, "mine.csv.gz", gzip.compress(GOOD))
    run = accepted(platform, upload)
    before = platform.client().get(URL).status_code

    version = platform.made(run)

    shown = platform.client().get(f"{URL}/versions/current").json()
    assert before == 404
    assert (shown["version"], shown["origin"], shown["rows"]) == (version, "uploaded", 2)
    assert [(each["name"], each["type"], each["mean"]) for each in shown["columns"]][1] == (
        "ch4",
        "number",
        0.6,
    )
    assert platform.client().get(f"{URL}/extractions/{run}").json()["version"] == version
    assert platform.client().get(f"{URL}/versions/current/rows").json()["rows"][1]["ch4"] == 0.7


def test_the_same_file_is_the_same_version(platform: DatasetsPlatform) -> None:
    first, second = (
        platform.made(accepted(platform, platform.sent(MINE, "mine.csv", GOOD))) for _ in range(2)
    )

    assert first == second
    assert len(platform.client().get(URL).json()["versions"]) == 1


def test_rows_are_added_to_the_current_version_once_however_often_the_run_is_repeated(
    platform: DatasetsPlatform,
) -> None:
    first = platform.made(accepted(platform, platform.sent(MINE, "mine.csv", GOOD)))
    run = accepted(platform, platform.sent(MINE, "more.csv", GOOD), append=True)

    second = platform.made(run)

    assert platform.made(run) == second
    shown = platform.client().get(f"{URL}/versions/current").json()
    assert (shown["rows"], shown["parts"], shown["parent"]) == (4, 2, first)
    assert shown["columns"][1]["present"] == 4
    difference = platform.client().get(f"{URL}/versions/{first}/difference", params={"to": second}).json()
    assert (difference["rows"]["added"], difference["parts_same"]) == (2, 1)


def test_rows_with_other_columns_are_not_added(platform: DatasetsPlatform) -> None:
    platform.made(accepted(platform, platform.sent(MINE, "mine.csv", GOOD)))
    run = accepted(platform, platform.sent(MINE, "more.csv", b"at,co\n2026-11-24,1\n"), append=True)

    with pytest.raises(Invalid, match=r"column co \(integer\) is not the same .* at time, ch4 number"):
        platform.made(run)


def test_a_preview_says_what_stands_in_the_way_and_how_to_correct_it(platform: DatasetsPlatform) -> None:
    upload = platform.sent(MINE, "mine.csv", MIXED)
    url = f"{URL}/uploads/{upload}/preview"

    first = platform.client().post(url, json={}).json()
    corrected = platform.client().post(url, json={"types": {"badge": "text"}, "drop": ["ch4"]}).json()

    assert [(each["column"], each["row"]) for each in first["troubles"]] == [("ch4", 5)]
    assert "say --type ch4=text or ch4=drop" in first["troubles"][0]["sentence"]
    assert corrected["troubles"] == []
    assert [each["type"] for each in corrected["columns"]] == ["text"]
    assert platform.client().get(URL).status_code == 404


def test_a_file_with_a_trouble_leaves_nothing_to_be_seen(platform: DatasetsPlatform) -> None:
    run = accepted(platform, platform.sent(MINE, "mine.csv", MIXED))

    with pytest.raises(Invalid, match="column ch4, row 5: 'high' is no number"):
        platform.made(run)

    assert platform.client().get(URL).status_code == 404
    versions = platform.datasets.stores.versions
    assert versions.entries(TENANT, MINE) == []
    assert list(platform.datasets.archive.objects.keys("datasets/")) == []


def test_a_large_file_comes_in_parts(platform: DatasetsPlatform) -> None:
    begun = platform.client().post(f"{URL}/uploads", json={"file": "a.csv", "size": 20 * 2**20}).json()

    assert (begun["part_bytes"], len(begun["links"])) == (8 * 2**20, 3)
    url = f"{URL}/uploads/{begun['upload']}/complete"
    missing = platform.client().post(url, json={"tags": ["x", "y", "z"]})
    assert missing.status_code == 400
    assert "part 1 did not arrive" in missing.json()["detail"]
    unfinished = platform.client().post(f"{URL}/uploads/{begun['upload']}/preview", json={})
    assert unfinished.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"file": "a.xlsx", "size": 10}, 400, "does not say its form"),
        ({"file": "a.csv", "size": 2 * 2**30}, 413, "2.0 GiB, and 1 GiB can be taken"),
        ({"file": "a.csv", "size": 0}, 400, "size"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    platform: DatasetsPlatform, body: dict[str, object], status: int, sentence: str
) -> None:
    answer = platform.client().post(f"{URL}/uploads", json=body)

    assert (answer.status_code, sentence in answer.text) == (status, True)


def test_a_dataset_is_extracted_or_uploaded_and_never_both(platform: DatasetsPlatform) -> None:
    platform.client().put(DATASET, json=DEFINED)
    platform.made(accepted(platform, platform.sent(MINE, "mine.csv", GOOD)))

    upload = platform.client().post(f"{DATASET}/uploads", json={"file": "a.csv", "size": 1})

    assert upload.status_code == 409
    assert platform.client().put(URL, json=DEFINED).status_code == 409
    assert platform.client().post(f"{URL}/extractions", json={}).status_code == 400


def test_uploads_are_for_engineers_and_their_own_tenant(platform: DatasetsPlatform) -> None:
    upload = platform.sent(MINE, "mine.csv", GOOD)

    assert platform.client(a_supervisor()).post(f"{URL}/uploads", json={}).status_code == 403
    rival = platform.client(an_engineer("rival"))
    for step in ("preview", "accept"):
        assert rival.post(f"{URL}/uploads/{upload}/{step}", json={}).status_code == 404


def test_rows_are_not_added_to_a_prepared_version(platform: DatasetsPlatform) -> None:
    made = platform.made(accepted(platform, platform.sent(MINE, "mine.csv", GOOD)))
    versions = platform.datasets.stores.versions
    prepared = msgspec.structs.replace(
        versions.manifest(TENANT, MINE), version="a" * 16, origin="prepared", parent=made, recipe="fill@1"
    )
    versions.publish(prepared, dataset=versions.dataset(TENANT, MINE))
    more = accepted(platform, platform.sent(MINE, "mine.csv", GOOD), append=True)

    with pytest.raises(Invalid, match=f"was prepared by fill@1.*make {made} the current one first"):
        platform.made(more)
