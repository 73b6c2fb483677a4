"""`spotter incident`: what it asks the platform for, and what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner, Result

from spotter.cli.main import commands

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

URL = "/v1/sites/pit/incidents"


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["incident", *words], catch_exceptions=False)


def test_reports_label_their_own_time_and_none_around_it_unless_asked(signed_in: Pretender) -> None:
    url = "/v1/sites/pit/labels/fall/from-incidents"
    signed_in.answers[url] = (200, {"intervals": [], "excluded": [], "used": 0, "unplaced": []})
    words = ["label", "from-incidents", "pit", "fall", "--what", "fall"]

    CliRunner().invoke(commands, words)
    CliRunner().invoke(commands, [*words, "--before", "1m"])

    asked = [(body["before_s"], body["after_s"]) for _, _, body in signed_in.asked]
    assert asked == [(0.0, 0.0), (60.0, 0.0)]


def test_one_report_is_a_file_of_one_row(signed_in: Pretender) -> None:
    signed_in.answers[URL] = (200, {"written": True, "rows": [{"row": 1, "outcome": "added"}]})

    times = ("--start", "2026-11-24T09:00:00Z", "--end", "2026-11-24T09:01:00Z")
    done = run("add", "pit", "r-1", "--what", "fall", "--severity", "medical", "--worker", "kim", *times)

    assert done.exit_code == 0, done.output
    (row,) = signed_in.asked[0][2]["incidents"]
    assert (row["id"], row["worker"], row["give_or_take_s"]) == ("r-1", "kim", "0")
    assert "1 of 1 reports are good" in done.output


def test_the_template_comes_back_as_a_file_of_reports_and_a_refused_row_ends_with_2(
    signed_in: Pretender, tmp_path: Path
) -> None:
    refused = {"row": 2, "outcome": "refused", "column": "zone", "wrong": "there is no zone ramp-2"}
    signed_in.answers[URL] = (200, {"written": False, "rows": [refused]})
    file = tmp_path / "reports.csv"
    run("template", "--out", str(file))

    done = run("import", str(file), "--site", "pit", "--dry-run")

    assert done.exit_code == 2
    assert (signed_in.asked[0][2]["incidents"][0]["zone"], signed_in.asked[0][2]["dry_run"]) == (
        "ramp-2",
        True,
    )
    assert "there is no zone ramp-2" in done.output
