"""The commands of labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

ANNOTATIONS = "/v1/sites/north-pit/annotations"
LABEL = "/v1/sites/north-pit/labels/fall"
DECIDED = {
    "intervals": [{"device": "helmet-7", "start": "09:00", "end": "09:01"}],
    "excluded": [],
    "decision": {
        "how": "majority",
        "by": "olga",
        "at": "today",
        "undecided_s": 20.0,
        "kappa": 0.61,
        "noise": None,
        "delay_p50_s": None,
        "delay_worst_s": None,
    },
}


def run(*words: str, ends_with: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(commands, ["label", *words], catch_exceptions=False)
    assert done.exit_code == ends_with, done.output
    return done.stdout, done.stderr


def result(outcome: str, wrong: str | None = None) -> dict[str, object]:
    return {"row": 2, "outcome": outcome, "column": wrong and "device", "wrong": wrong, "remedy": None}


def test_the_filled_in_template_goes_as_it_was_written(signed_in: Pretender, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    signed_in.answers[ANNOTATIONS] = (200, {"written": True, "rows": [result("added")]})

    run("template", "--out", str(sheet))
    told, beside = run("import", str(sheet), "--site", "north-pit")

    ((method, path, body),) = signed_in.asked
    assert (method, path, body["dry_run"]) == ("POST", ANNOTATIONS, False)
    assert body["annotations"][0]["note"] == "slipped on the ramp"
    assert "added" in told
    assert "1 of 1 rows are good" in beside


def test_a_refused_row_is_told_and_ends_with_two(signed_in: Pretender, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    signed_in.answers[ANNOTATIONS] = (200, {"written": False, "rows": [result("refused", "no device")]})
    run("template", "--out", str(sheet))

    told, beside = run("import", str(sheet), "--site", "north-pit", ends_with=2)

    assert "no device" in told
    assert "nothing was written" in beside


def test_a_file_of_no_annotations_is_refused_before_anything_is_sent(
    signed_in: Pretender, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("device,start\n")

    with pytest.raises(Invalid, match="row 1"):
        run("import", str(sheet), "--site", "north-pit")

    assert signed_in.asked == []


def test_agreement_is_told_of_each_pair(signed_in: Pretender) -> None:
    pair = {"first": "kim", "second": "lee", "devices": 1, "kappa": 0.4, "observed": 0.7}
    answer = {"annotators": ["kim", "lee"], "pairs": [pair], "mean_kappa": 0.4}
    signed_in.answers[f"{LABEL}/agreement"] = (200, answer)

    told, beside = run("agreement", "north-pit", "fall")

    assert "0.4" in told
    assert "mean kappa 0.400 of 2 annotators" in beside


def test_who_decided_is_told(signed_in: Pretender) -> None:
    signed_in.answers[f"{LABEL}/adjudication"] = (200, DECIDED)

    told, beside = run("adjudicate", "north-pit", "fall", "--annotator", "lee", "--replace")

    assert signed_in.asked[0][2] == {"annotator": "lee", "replace": True}
    assert "positive" in told
    assert "decided by majority, olga, today; undecided_s 20; kappa 0.61" in beside


def test_times_around_alarms_are_said_as_people_say_them(signed_in: Pretender) -> None:
    answer = {**DECIDED, "negative": [], "counts": {"true_alarm": 3, "drill": 1}}
    signed_in.answers[f"{LABEL}/from-alarms"] = (200, answer)

    _, beside = run("from-alarms", "north-pit", "fall", "--rule", "ch4-high", "--after", "2m")

    body = signed_in.asked[0][2]
    assert body == {"rule": "ch4-high", "before_s": 10.0, "after_s": 120.0, "replace": False}
    assert "3 true_alarm, 1 drill" in beside


def test_suggestions_become_a_file_to_fill_in(signed_in: Pretender, tmp_path: Path) -> None:
    sheet = tmp_path / "next.csv"
    moment = {"device": "helmet-7", "at": "2026-11-24T09:01:00Z", "score": 0.41, "threshold": 0.4}
    answer = {"batches": 900, "read": 500, "suggestions": [moment]}
    signed_in.answers["/v1/sites/north-pit/models/falls/suggestions"] = (200, answer)

    told, beside = run("suggest", "north-pit", "falls", "--most", "1", "--out", str(sheet))

    assert signed_in.asked[0][1].endswith("suggestions?most=1&apart_s=60.0")
    assert "0.41" in told
    assert "read 500 of 900 batches" in beside
    written = sheet.read_text(encoding="utf-8-sig").splitlines()
    assert written[1] == "helmet-7,2026-11-24T09:00:30+00:00,2026-11-24T09:01:30+00:00,,,"
