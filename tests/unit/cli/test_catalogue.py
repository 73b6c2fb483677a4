"""The commands of the catalogue."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

FALLS = "/v1/catalogue/things/dataset/falls/3"


def run(*words: str) -> tuple[str, str]:
    done = CliRunner().invoke(commands, ["catalogue", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_search_goes_as_it_was_typed_and_says_how_many_there_are(signed_in: Pretender) -> None:
    rows = {"attribute": "rows", "value": 20_000.0, "unit": None}
    thing = {"id": "dataset/falls/3", "title": "Falls", "site": None, "made_by": "kim", "made_at": "today"}
    answer = {"things": [{**thing, "triples": [rows]}], "total": 70, "next": 12}
    signed_in.answers["/v1/catalogue/things"] = (200, answer)

    told, beside = run("search", "kind:dataset rows>10000 NOT drift:*")

    assert signed_in.asked[0][1] == (
        "/v1/catalogue/things?q=kind%3Adataset+rows%3E10000+NOT+drift%3A%2A&limit=50"
    )
    assert "rows=20000" in told
    assert "70 found; the next page: --before 12" in beside


def test_an_edit_carries_all_its_changes_at_once(signed_in: Pretender) -> None:
    run(
        "edit",
        "dataset/falls/3",
        "--set",
        "rows=3",
        "--add",
        "span=2.5=h",
        "--drop",
        "note",
        "--expected",
        "7",
    )

    ((method, path, body),) = signed_in.asked
    assert (method, path) == ("PATCH", FALLS)
    assert body["set"] == [{"attribute": "rows", "value": 3.0, "unit": None}]
    assert body["add"] == [{"attribute": "span", "value": 2.5, "unit": "h"}]
    assert (body["drop"], body["expected"]) == (["note"], 7)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "falls"), "kind/name/version"),
        (("edit", "dataset/falls/3"), "say what to change"),
        (("edit", "dataset/falls/3", "--set", "rows"), "ATTRIBUTE=VALUE"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_it_is_sent(
    signed_in: Pretender, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        run(*words)

    assert signed_in.asked == []


def test_a_thing_is_retired_and_comes_back(signed_in: Pretender) -> None:
    run("retire", "dataset/falls/3", "--why", "labels were wrong")
    run("restore", "dataset/falls/3")

    retired = "/v1/catalogue/retired/dataset/falls/3"
    assert signed_in.asked == [("POST", retired, {"why": "labels were wrong"}), ("DELETE", retired, None)]


def a_thing(**changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": "dataset/falls/3",
        "title": "Falls <of> the pit",
        "retired": None,
        "files": [],
    }
    parents = [{"attribute": "parent", "value": value, "unit": None} for value in ("code/a/1", "code/b/2")]
    return {**plain, "triples": parents, **changes}


LINEAGE: dict[str, Any] = {
    "relatives": [
        {"id": "recipe/fill/1", "step": -2, "title": None, "retired": None},
        {"id": "code/a/1", "step": -1, "title": "A", "retired": "old"},
        {"id": "dataset/falls/3", "step": 0, "title": "Falls <of> the pit", "retired": None},
        {"id": "model/fall/9", "step": 1, "title": "M", "retired": None},
    ],
    "links": [
        {"source": "code/a/1", "target": "dataset/falls/3"},
        {"source": "recipe/fill/1", "target": "code/a/1"},
        {"source": "dataset/falls/3", "target": "model/fall/9"},
    ],
    "is_complete": True,
}


def test_a_thing_is_shown_with_what_it_was_made_from_and_what_came_of_it(signed_in: Pretender) -> None:
    signed_in.answers[FALLS] = (200, a_thing())
    signed_in.answers[f"{FALLS}/lineage"] = (200, LINEAGE)

    told, _ = run("show", "dataset/falls/3")
    as_json, _ = run("show", "dataset/falls/3", "--json")

    assert "parent: code/a/1; code/b/2" in told or "parent=code/a/1; code/b/2" in told
    assert "code/a/1 (retired)" in told
    assert "  recipe/fill/1 (not in the catalogue)" in told
    assert json.loads(as_json)["lineage"] == LINEAGE


def test_a_lineage_is_drawn_as_one_page_with_a_box_a_thing(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers[FALLS] = (200, a_thing())
    signed_in.answers[f"{FALLS}/lineage"] = (200, LINEAGE)

    run("show", "dataset/falls/3", "--html", str(tmp_path / "falls.html"))

    page = (tmp_path / "falls.html").read_text()
    assert page.count("<rect") == len(LINEAGE["relatives"])
    assert page.count("<path d=") == len(LINEAGE["links"])
    assert "Falls &lt;of&gt; the pit" in page
    assert "<of>" not in page


def test_what_is_there_already_is_not_sent_again(signed_in: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "Falls of 2026.ipynb"
    file.write_text('{"cells": [{}, {}], "metadata": {"language_info": {"name": "python"}}}')
    begun = {"transfer": "", "part_bytes": 10_000, "links": [], "lasts_s": 60}
    signed_in.answers["/v1/catalogue/files"] = (200, begun)

    run("add", str(file), "--parent", "dataset/falls/3", "--set", "rows=3", "--version", "v2")

    (_, first), (method, path, body) = signed_in.asked[0][1:], signed_in.asked[-1]
    assert (method, path) == ("PUT", "/v1/catalogue/things/notebook/falls-of-2026/v2")
    assert body["files"] == [{"sha256": first["sha256"], "key": None}]
    said = {each["attribute"]: each["value"] for each in body["triples"]}
    assert said == {
        "rows": 3.0,
        "parent": "dataset/falls/3",
        "file": "Falls of 2026.ipynb",
        "cells": 2.0,
        "language": "python",
    }


def test_a_file_that_is_no_notebook_is_refused_before_it_is_sent(
    signed_in: Pretender, tmp_path: Path
) -> None:
    file = tmp_path / "falls.ipynb"
    file.write_text("[]")

    with pytest.raises(Invalid, match="say --kind code or report"):
        run("add", str(file))

    assert signed_in.asked == []


def test_code_without_a_file_needs_a_name_and_a_version(signed_in: Pretender) -> None:
    with pytest.raises(Invalid, match="say --version"):
        run("add", "--kind", "code", "--name", "scripts")

    run("add", "--kind", "code", "--name", "scripts", "--version", "v1.2-3-gabc", "--title", "Our scripts")

    assert signed_in.asked[-1][:2] == ("PUT", "/v1/catalogue/things/code/scripts/v1.2-3-gabc")


def test_a_file_is_fetched_under_the_name_that_it_was_brought_by(
    signed_in: Pretender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"print(1)\n"
    monkeypatch.chdir(tmp_path)
    held = {"key": "k", "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    link = f"{signed_in.url}/fetched"
    named = [{"attribute": "file", "value": "../../steps.py", "unit": None}]
    signed_in.answers["/v1/catalogue/things/code/steps/1"] = (200, a_thing(triples=named))
    signed_in.answers["/v1/catalogue/things/code/steps/1/files"] = (200, {"files": [{**held, "link": link}]})
    signed_in.answers["/fetched"] = (200, content)

    run("get", "code/steps/1")

    assert (tmp_path / "steps.py").read_bytes() == content


def test_a_row_says_what_was_asked_about_and_no_more_than_fits(signed_in: Pretender) -> None:
    many = [{"attribute": f"column{n}", "value": "x", "unit": None} for n in range(30)]
    rows = {"attribute": "rows", "value": 20_000.0, "unit": None}
    drift = {"attribute": "drift", "value": 0.5, "unit": None}
    things = {"things": [a_thing(triples=[*many, rows, drift])], "total": 1, "next": None}
    signed_in.answers["/v1/catalogue/things"] = (200, things)

    told, _ = run("search", "drift>0.1")

    assert "drift=0.5, rows=20000" in told
    assert "and 26 more" in told
