"""`spotter dataset schema` and `validate`: what they ask for, what people read, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.errors import Invalid
from unit.cli.test_validation_page import CHANGE, FINDING, an_answer

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

VERSION, OTHER = "3f0c" * 4, "77aa" * 4
GAS = "/v1/datasets/gas"
RULE: dict[str, Any] = {
    "type": "number",
    "unit": "%",
    "required": True,
    "missing": 0.1,
    "minimum": 0.0,
    "maximum": 5.0,
    "categories": None,
    "outside": 0.001,
    "compare": True,
    "change": 0.2,
    "distinct": None,
    "note": "",
}


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["dataset", *words], catch_exceptions=False)


def answering(signed_in: Pretender, answer: dict[str, Any]) -> None:
    """Have the platform answer what came of a check."""
    signed_in.answers[f"{GAS}/versions/current"] = (200, {"version": VERSION})
    signed_in.answers[f"{GAS}/versions/{VERSION}"] = (200, {"version": VERSION})
    state = {"status": "SUCCEEDED", "done": 1, "total": 1, "version": VERSION, "cause": ""}
    signed_in.answers[f"{GAS}/extractions/r-1"] = (200, state)
    signed_in.answers[f"{GAS}/versions/{VERSION}/validation"] = (200, {"run": "r-1"} | answer)


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (an_answer("as_expected"), 0, "AS EXPECTED"),
        (an_answer("schema_skew", findings=[FINDING]), 3, "What to do: look for a stand-in for no value"),
        (an_answer("value_skew", changes=[CHANGE]), 4, "VALUE SKEW: the values of ch4"),
    ],
)
def test_how_a_validation_ends_tells_a_script_what_came_of_it(
    signed_in: Pretender, answer: dict[str, Any], code: int, words: str
) -> None:
    answering(signed_in, answer)

    done = run("validate", "gas")

    assert done.exit_code == code
    assert words in done.stdout
    assert signed_in.asked[1] == ("POST", f"{GAS}/versions/{VERSION}/validation", {"against": None})


def test_a_version_is_compared_with_another_as_a_page_and_as_json(
    signed_in: Pretender, tmp_path: Path
) -> None:
    answering(signed_in, an_answer("value_skew", changes=[CHANGE]))
    page = tmp_path / "report.html"

    words = ("--against", f"gas@{OTHER}", "--html", str(page), "--json")
    done = run("validate", f"gas@{VERSION}", *words)

    assert (done.exit_code, json.loads(done.stdout)["report"]["outcome"]) == (4, "value_skew")
    assert "What has moved" in page.read_text()
    assert signed_in.asked[1][2] == {"against": OTHER}
    assert signed_in.asked[-1][1].endswith(f"validation?against={OTHER}")


def test_what_somebody_let_pass_is_told_and_does_not_fail_a_script(signed_in: Pretender) -> None:
    waiver = {"by": "lee", "at": "2026-11-24T09:00:00Z", "why": "a drill"}
    answering(signed_in, an_answer("schema_skew", findings=[FINDING]) | {"waiver": waiver})

    done = run("validate", "gas")

    assert (done.exit_code, "Let pass by lee: a drill" in done.stdout) == (0, True)


def test_what_is_to_be_done_in_the_same_way_is_said_once(signed_in: Pretender) -> None:
    answering(signed_in, an_answer("value_skew", changes=[CHANGE, CHANGE | {"column": "co"}]))

    assert run("validate", "gas").stdout.count("What to do") == 1


def test_a_schema_is_written_for_a_person_and_accepted_as_he_left_it(
    signed_in: Pretender, tmp_path: Path
) -> None:
    answering(signed_in, an_answer("as_expected"))
    proposal = {"run": "r-1", "source": VERSION, "columns": {"ch4": RULE}, "notes": ["column x is empty"]}
    signed_in.answers[f"{GAS}/versions/{VERSION}/schema"] = (200, proposal)
    signed_in.answers[f"{GAS}/schema"] = (200, {"schema": {"number": 1}, "check": None})
    file = tmp_path / "schema.yaml"

    inferred = run("schema", "infer", "gas", "--out", str(file))
    file.write_text(file.read_text().replace("maximum: 5.0", "maximum: 4.0"))
    accepted = run("schema", "accept", "gas", str(file), "--why", "the sensor ends at 4")

    assert "note: column x is empty" in inferred.stderr
    assert set(yaml.safe_load(file.read_text())["columns"]["ch4"]) == {
        "type",
        "unit",
        "missing",
        "minimum",
        "maximum",
        "outside",
        "change",
    }
    method, _, body = signed_in.asked[-1]
    assert (accepted.exit_code, method, body["why"]) == (0, "PUT", "the sensor ends at 4")
    assert (body["source"], body["columns"]["ch4"]["maximum"]) == (VERSION, 4.0)
    assert "schema 1 of gas is in force" in accepted.stderr


def test_a_schema_with_a_field_that_is_not_known_is_refused(signed_in: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    file.write_text(f"source: {VERSION}\ncolums: {{}}\n")

    with pytest.raises(Invalid, match="colums is not known here"):
        run("schema", "accept", "gas", str(file))
    assert signed_in.asked == []
