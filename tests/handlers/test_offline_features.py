"""functions/datasets: features are materialised, added to, listed and fetched, and rows joined with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from builders.archive import a_reading, at
from builders.datasets import rows_of
from builders.datasets_web import DATASET, DEFINED, DatasetsPlatform, content_of, with_readings
from builders.offline import SET
from builders.operators import a_supervisor
from spotter.cli.main import commands

PATH = "/v1/features/gas"
SINCE, UNTIL = "2026-11-24T08:00:00Z", "2026-11-25T00:00:00Z"
ORIGIN = {"kind": "archive", "sites": ["pit"], "since": SINCE, "until": UNTIL}
LATE = a_reading(99, {"ch4": 7.0}, measured=10.5, arrived=34.5 * 3600)
Json = dict[str, Any]


def a_platform() -> DatasetsPlatform:
    platform = with_readings()
    platform.sets.add(SET)
    return platform


def materialised(platform: DatasetsPlatform, **body: object) -> Json:
    """Ask for features, do what the machine does, and show the version."""
    started = platform.client().post(f"{PATH}/materialisations", json={"origin": ORIGIN, **body})
    assert started.status_code == 202, started.text
    run = started.json()["materialisation"]
    version = platform.made(run)
    state = platform.client().get(f"{PATH}/materialisations/{run}").json()
    assert (state["done"], state["version"]) == (state["total"], version)
    shown: Json = platform.client().get(f"{PATH}/offline/{version}").json()
    return shown


def parts(platform: DatasetsPlatform, version: str = "current", **asked: str) -> list[Json]:
    listed = platform.client().get(f"{PATH}/offline/{version}/parts", params=asked)
    assert listed.status_code == 200, listed.text
    found: list[Json] = listed.json()["parts"]
    return found


def test_features_are_computed_of_the_archive_and_fetched_as_parquet() -> None:
    platform = a_platform()

    made = materialised(platform)

    (part,) = parts(platform)
    rows = list(rows_of(content_of(platform, part)))
    assert (made["rows"], made["added"], len(rows), made["first_day"]) == (25, 25, 25, "2026-11-24")
    assert [row["ch4__last"] for row in rows[:3]] == [0.0, 0.1, 0.2]
    assert rows[0]["arrived"] == at(1)
    assert parts(platform, since="2026-11-25") == []


def test_twice_the_same_is_the_same_and_what_came_since_is_added() -> None:
    platform = a_platform()
    first = materialised(platform, known_at="2026-11-25T10:00:00Z")

    again = materialised(platform, known_at="2026-11-25T10:00:00Z")
    platform.datasets.archive.arrive([LATE])
    more = materialised(platform, known_at="2026-11-25T11:00:00Z")
    once_more = materialised(platform, known_at="2026-11-25T12:00:00Z")

    assert again == first
    assert (more["rows"], more["added"]) == (25 + 10, 10)
    assert once_more == more
    history = platform.client().get(f"{PATH}/offline").json()["versions"]
    assert [each["added"] for each in history] == [10, 25]
    before, after = parts(platform, first["version"]), parts(platform)
    assert {each["sha256"] for each in before} < {each["sha256"] for each in after}


def test_features_of_a_dataset_version_are_those_of_its_rows() -> None:
    platform = a_platform()
    assert platform.client().put(DATASET, json={**DEFINED, "profile": "gas"}).status_code == 200
    version = platform.extracted()

    made = materialised(platform, origin={"kind": "dataset", "dataset": "gas-north", "version": version})
    of_archive = materialised(platform)

    assert (made["table"], made["rows"]) == ("dataset-gas-north", 25)
    of_each = [parts(platform, each["version"]) for each in (made, of_archive)]
    assert [part["sha256"] for part in of_each[0]] == [part["sha256"] for part in of_each[1]]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"origin": {**ORIGIN, "until": SINCE}}, "the range is empty"),
        ({"known_at": "2030-01-01T00:00:00Z"}, "lies ahead"),
        ({"version": 9}, "gas@9"),
        ({"origin": {"kind": "dataset", "dataset": "gas-north", "version": "0" * 16}}, "gas-north"),
    ],
)
def test_what_cannot_be_materialised_is_refused_by_name(body: Json, sentence: str) -> None:
    platform = a_platform()

    answer = platform.client().post(f"{PATH}/materialisations", json={"origin": ORIGIN, **body})

    assert answer.status_code in {400, 404}
    assert sentence in answer.text
    assert platform.client(a_supervisor()).get(f"{PATH}/offline").status_code == 403


def test_labels_are_joined_with_what_was_known_at_their_time(tmp_path: Path) -> None:
    platform = a_platform()
    platform.datasets.archive.arrive([LATE])
    materialised(platform)
    (tmp_path / "parts").mkdir()
    for number, part in enumerate(parts(platform)):
        (tmp_path / "parts" / f"{number}.parquet").write_bytes(content_of(platform, part))
    (tmp_path / "labels.csv").write_text(
        "device,at,fall\nhelmet-7,2026-11-24T00:00:12Z,1\nhelmet-7,2026-11-24T00:00:00Z,0\n"
        "helmet-9,2026-11-24T00:00:12Z,0\nhelmet-7,2026-11-24T02:00:00Z,0\n"
    )

    words = ["feature", "join", str(tmp_path / "labels.csv"), "--set", "gas"]
    words += ["--from", str(tmp_path / "parts"), "--out", str(tmp_path / "table.csv")]
    done = CliRunner().invoke(commands, words, catch_exceptions=False)

    assert done.exit_code == 0, done.output
    assert "1 of 4 rows have features" in done.output
    head, *rows = (tmp_path / "table.csv").read_text().splitlines()
    told = [dict(zip(head.split(","), row.split(","), strict=True)) for row in rows]
    assert [row["ch4__last"] for row in told] == ["1.1", "", "", ""]
    assert [row["fall"] for row in told] == ["1", "0", "0", "0"]


def test_rows_of_the_store_are_audited_by_the_code_of_live_scoring() -> None:
    platform = a_platform()
    platform.datasets.archive.arrive([a_reading(99, {"ch4": 7.0}, measured=10.5, arrived=3_600)])
    materialised(platform)

    audit = platform.client().get(f"{PATH}/offline/current/audit", params={"limit": 1_000}).json()

    assert (audit["rows"], audit["skewed"], audit["missing"]) == (35, [], 0)
    assert audit["values"] == 35 * len(SET.window.feature_names)


def test_a_row_that_does_not_follow_from_the_archive_is_named_by_the_audit() -> None:
    platform = a_platform()
    materialised(platform)
    platform.datasets.archive.arrive([a_reading(99, {"ch4": 7.0}, measured=18.5, arrived=19)])

    audit = platform.client().get(f"{PATH}/offline/current/audit").json()

    assert {(each["device"], each["feature"]) for each in audit["skewed"]} >= {("helmet-7", "ch4__mean")}
