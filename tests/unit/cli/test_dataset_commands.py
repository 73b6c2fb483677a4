"""`spotter dataset`: what it asks the platform for, and what it shows."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Corrupt, Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

OLD, NEW = "0" * 16, "1" * 16
COLUMN = {
    "name": "ch4",
    "type": "number",
    "channel": "ch4",
    "unit": "%",
    "present": 3,
    "missing": 1,
    "minimum": 0.0,
    "maximum": 2.0,
    "mean": 1.0,
    "deviation": 0.5,
    "constant": None,
}
SHOWN: dict[str, Any] = {
    "dataset": "gas",
    "version": NEW,
    "origin": "extracted",
    "columns": [COLUMN],
    "rows": 4,
    "size": 100,
    "parts": 1,
    "known_at": "2026-11-24T09:00:00Z",
    "first_at": None,
    "last_at": None,
    "parent": OLD,
    "by": "emeka",
    "warnings": ["column co is 1.0 in every row; nothing can be learned from it"],
}


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, ["dataset", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_definition_is_said_by_options_or_by_a_file(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers["/v1/datasets/gas"] = (200, {"name": "gas"})
    file = tmp_path / "gas.yaml"
    file.write_text("sites: [pit]\nsince: '2026-11-01T00:00:00Z'\nuntil: '2026-12-01T00:00:00Z'\n")

    run("define", "gas", "--site", "pit", "--since", "2026-11-01T00:00:00Z", "--every", "1m", "--kept", "max")
    run("define", "gas", "--file", str(file), "--channel", "ch4")

    first, second = (body for _, _, body in signed_in.asked)
    assert (first["sites"], first["every_s"], first["kept"]) == (["pit"], 60.0, "max")
    assert second == {
        "sites": ["pit"],
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-12-01T00:00:00Z",
        "channels": ["ch4"],
    }


def test_a_definition_without_a_site_says_what_it_needs(signed_in: Pretender) -> None:
    assert signed_in.asked == []
    with pytest.raises(Invalid, match="needs --site and --since"):
        run("define", "gas")


def test_extract_waits_and_says_what_it_warns_of(
    signed_in: Pretender, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in.answers["/v1/datasets/gas/extractions"] = (202, {"extraction": "r-1"})
    state = {"run": "r-1", "status": "SUCCEEDED", "done": 2, "total": 2, "version": NEW, "cause": ""}
    signed_in.answers["/v1/datasets/gas/extractions/r-1"] = (200, state)
    signed_in.answers[f"/v1/datasets/gas/versions/{NEW}"] = (200, SHOWN)

    done = CliRunner().invoke(commands, ["dataset", "extract", "gas", "--json"], catch_exceptions=False)

    assert done.exit_code == 0
    assert json.loads(done.stdout)["version"] == NEW
    assert "warning: column co" in done.stderr
    assert capsys.readouterr().out == ""


def test_an_extraction_that_failed_says_why(signed_in: Pretender) -> None:
    signed_in.answers["/v1/datasets/gas/extractions"] = (202, {"extraction": "r-1"})
    state = {"status": "FAILED", "done": 0, "total": 0, "version": None, "cause": "Invalid: nothing there"}
    signed_in.answers["/v1/datasets/gas/extractions/r-1"] = (200, state)

    with pytest.raises(Invalid, match=r"^nothing there$"):
        run("extract", "gas")


def test_versions_mark_the_current_one_and_say_why_others_are_gone(signed_in: Pretender) -> None:
    entry = {"number": 1, "version": OLD, "rows": 3, "made_at": "2026-11-24T09:00:00Z"}
    signed_in.answers["/v1/datasets/gas"] = (
        200,
        {
            "dataset": {"head": NEW},
            "versions": [
                entry | {"deleted": {"by": "emeka", "why": "wrong site"}},
                entry | {"number": 2, "version": NEW, "deleted": None},
            ],
        },
    )

    shown = run("versions", "gas").splitlines()

    assert "emeka: wrong site" in shown[1]
    assert "*" in shown[2]


def test_a_difference_shows_what_changed_only(signed_in: Pretender) -> None:
    same = {"name": "co", "before": COLUMN, "after": COLUMN}
    moved = {"name": "ch4", "before": COLUMN, "after": COLUMN | {"mean": 1.5}}
    signed_in.answers[f"/v1/datasets/gas/versions/{OLD}/difference"] = (
        200,
        {
            "before": OLD,
            "after": NEW,
            "rows_before": 4,
            "rows_after": 5,
            "parts_same": 7,
            "rows": {"added": 1, "removed": 0, "changed": 2},
            "columns": [same, moved],
        },
    )

    shown = run("diff", "gas", OLD, NEW)

    assert "1 -> 1.5" in shown
    assert "co" not in shown.split()
    assert "changed" in shown


@pytest.mark.parametrize("changed", [False, True], ids=["as made", "tampered"])
def test_an_export_joins_parts_and_refuses_what_was_changed_on_the_way(
    signed_in: Pretender, tmp_path: Path, *, changed: bool
) -> None:
    contents = {"/a": b"at,ch4\n1,0.5\n", "/b": b"at,ch4\n2,0.6\n"}
    for path, content in contents.items():
        signed_in.answers[path] = (200, content)

    def part(path: str) -> dict[str, Any]:
        digest = hashlib.sha256(contents[path]).hexdigest() if not changed else "0" * 64
        return {"place": path, "url": f"{signed_in.url}{path}", "rows": 1, "sha256": digest}

    page = {"version": NEW, "total": 2, "parts": [part("/a"), part("/b")], "next": None}
    signed_in.answers["/v1/datasets/gas/versions/current/parts"] = (200, page)
    out = tmp_path / "gas.csv"

    if changed:
        with pytest.raises(Corrupt):
            run("export", "gas", "--out", str(out))
        assert not out.exists()
        return
    run("export", "gas", "--out", str(out))

    assert out.read_bytes() == b"at,ch4\n1,0.5\n2,0.6\n"
    assert parse_qs(urlsplit(signed_in.asked[0][1]).query)["format"] == ["csv"]


def test_an_export_with_a_label_says_what_people_decided_and_nothing_where_nobody_knows(
    signed_in: Pretender, tmp_path: Path
) -> None:
    part = tmp_path / "part.parquet"
    moment = "TIMESTAMPTZ '2026-11-24 09:00:00Z' + INTERVAL (range) SECOND"
    rows = f"SELECT 'helmet-7' AS device, {moment} AS at FROM range(5)"  # noqa: S608 - our own words
    duckdb.execute(f"COPY ({rows}) TO '{part}' (FORMAT parquet)")
    content = part.read_bytes()
    told = {
        "place": "a",
        "url": f"{signed_in.url}/a",
        "rows": 5,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    here = "/v1/datasets/gas/versions/current"
    signed_in.answers["/a"] = (200, content)
    signed_in.answers[f"{here}/parts"] = (200, {"version": NEW, "total": 1, "parts": [told], "next": None})
    signed_in.answers[here] = (200, SHOWN | {"definition": {"sites": ["pit"]}})
    spans = [
        {"device": "helmet-7", "start": f"2026-11-24T09:00:0{at}Z", "end": f"2026-11-24T09:00:0{at + 1}Z"}
        for at in (1, 3)
    ]
    signed_in.answers["/v1/sites/pit/labels/fall"] = (200, {"intervals": spans[:1], "excluded": spans[1:]})
    out = tmp_path / "gas.csv"

    run("export", "gas", "--out", str(out), "--label", "fall")

    assert [row["fall"] for row in csv.DictReader(out.read_text().splitlines())] == ["0", "1", "0", "", "0"]


def test_an_export_whose_name_says_no_form_is_refused(signed_in: Pretender, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"end it with \.csv"):
        run("export", "gas", "--out", str(tmp_path / "gas.xlsx"))
    assert signed_in.asked == []


def test_deleting_needs_a_reason(signed_in: Pretender) -> None:
    signed_in.answers[f"/v1/datasets/gas/versions/{OLD}/delete"] = (200, {"version": OLD})

    run("delete", "gas", OLD, "--why", "wrong site")
    unreasoned = CliRunner().invoke(commands, ["dataset", "delete", "gas", OLD])

    assert signed_in.asked == [("POST", f"/v1/datasets/gas/versions/{OLD}/delete", {"why": "wrong site"})]
    assert unreasoned.exit_code == 2


def test_a_model_is_learned_from_a_version_with_what_it_was_defined_by(signed_in: Pretender) -> None:
    definition = {
        "sites": ["pit"],
        "profile": "gas",
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-12-01T00:00:00Z",
    }
    signed_in.answers["/v1/datasets/gas/versions/current"] = (200, SHOWN | {"definition": definition})
    signed_in.answers["/v1/models/fall/trainings"] = (202, {"training": "t-1"})
    words = ["model", "train", "fall", "--dataset", "gas", "--label", "fall", "--channel", "ch4", "--no-wait"]

    done = CliRunner().invoke(commands, words, catch_exceptions=False)

    assert done.exit_code == 0, done.output
    _, _, body = signed_in.asked[1]
    assert body["dataset"] == {"name": "gas", "version": NEW}
    assert {field: body[field] for field in ("site", "profile", "since", "until")} == {
        "site": "pit",
        **{field: definition[field] for field in ("profile", "since", "until")},
    }
