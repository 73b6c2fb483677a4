"""Files that commands write: whole, in folders that are made, or refused in one sentence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import app, commands

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

VERSION = "1" * 16


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def two_parts(pretender: Pretender) -> bytes:
    """Give a dataset of two parts of JSON lines, and what they hold together."""
    contents = {"/a": b'{"ch4":0.5}\n', "/b": b'{"ch4":0.6}\n'}
    parts = []
    for path, content in contents.items():
        pretender.answers[path] = (200, content)
        digest = hashlib.sha256(content).hexdigest()
        parts.append({"place": path, "url": f"{pretender.url}{path}", "rows": 1, "sha256": digest})
    page = {"version": VERSION, "total": 2, "parts": parts, "next": None}
    pretender.answers["/v1/datasets/gas/versions/current/parts"] = (200, page)
    return b"".join(contents.values())


def test_an_export_to_json_is_one_list_and_one_to_json_lines_is_none(
    signed_in: Pretender, tmp_path: Path
) -> None:
    lines = two_parts(signed_in)

    run("dataset", "export", "gas", "--out", str(tmp_path / "gas.json"))
    run("dataset", "export", "gas", "--out", str(tmp_path / "gas.jsonl"))

    assert json.loads((tmp_path / "gas.json").read_bytes()) == [{"ch4": 0.5}, {"ch4": 0.6}]
    assert (tmp_path / "gas.jsonl").read_bytes() == lines


def test_an_export_makes_the_folders_of_its_file(signed_in: Pretender, tmp_path: Path) -> None:
    lines = two_parts(signed_in)

    run("dataset", "export", "gas", "--out", str(tmp_path / "new" / "newer" / "gas.jsonl"))

    assert (tmp_path / "new" / "newer" / "gas.jsonl").read_bytes() == lines


def test_a_place_that_cannot_be_written_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")

    with pytest.raises(SystemExit) as ended:
        app(["dataset", "export", "gas", "--out", str(tmp_path / "taken" / "gas.csv")])

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"spotter: {tmp_path}/taken: ")


def test_a_plan_that_cannot_be_written_ends_alike(
    signed_in: Pretender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in.answers["/v1/datasets/gas/plan"] = (200, {"query": "SELECT 1"})
    (tmp_path / "taken").write_text("a file, no folder")

    with pytest.raises(SystemExit) as ended:
        app(["dataset", "plan", "gas", "--sql", str(tmp_path / "taken" / "gas.sql")])

    assert ended.value.code == 2
    assert "name another file or folder" in capsys.readouterr().err


def test_the_ends_of_a_column_of_times_are_shown_as_times(signed_in: Pretender) -> None:
    sums = {"present": 2, "missing": 0, "mean": None, "deviation": None, "constant": None, "unit": ""}
    column = {"name": "at", "type": "time", "minimum": 1795510800.0, "maximum": 1795511099.5, **sums}
    summary = dict.fromkeys(
        ("origin", "rows", "size", "parts", "known_at", "first_at", "last_at", "parent", "by")
    )
    shown = summary | {"version": VERSION, "columns": [column], "warnings": []}
    signed_in.answers["/v1/datasets/gas/versions/current"] = (200, shown)

    told = run("dataset", "show", "gas")

    assert "2026-11-24T09:00:00Z" in told
    assert "2026-11-24T09:04:59Z" in told
    assert "1795510800" not in told
