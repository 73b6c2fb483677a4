"""`spotter dataset upload`: what is seen, and refused, before anything is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid, NotFound

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender


def run(*words: str) -> tuple[str, str]:
    done = CliRunner().invoke(commands, ["dataset", "upload", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_preview_shows_what_a_file_is_taken_for_and_sends_nothing(
    signed_in: Pretender, tmp_path: Path
) -> None:
    file = tmp_path / "gas.csv"
    file.write_text("badge,ch4\n" + "007,0.5\n" * 9 + "008,high\n")

    shown, told = run(str(file), "--preview")
    corrected, _ = run(str(file), "--preview", "--type", "badge=text", "--type", "ch4=drop", "--json")

    assert "integer" in shown
    assert "trouble: column ch4, row 10: 'high' is no number" in told
    assert [(each["name"], each["type"]) for each in json.loads(corrected)["columns"]] == [("badge", "text")]
    assert signed_in.asked == []


def test_a_file_with_a_trouble_is_not_sent(signed_in: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "gas.csv"
    file.write_text("ch4\n" + "0.5\n" * 9 + "high\n")

    with pytest.raises(Invalid, match="row 10"):
        run(str(file))

    assert signed_in.asked == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--type", "ch4"], "is not COLUMN=TYPE"),
        (["--type", "ch4=float"], "a column is number, integer, flag, text, time or drop"),
        (["--type", "co=text"], "there is no column co; there are ch4"),
        (["--delimiter", ";;"], "a delimiter is one character"),
        (["--encoding", "klingon"], "nobody knows the encoding"),
    ],
)
def test_what_is_said_wrong_is_said_how_it_is_right(tmp_path: Path, words: list[str], sentence: str) -> None:
    file = tmp_path / "gas.csv"
    file.write_text("ch4\n0.5\n")

    with pytest.raises(Invalid, match=sentence):
        run(str(file), "--preview", *words)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run(str(tmp_path / "none.csv"), "--preview")
