"""The commands of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
