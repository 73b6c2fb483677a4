"""`spotter study`, as people and containers call it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.errors import Conflict, Invalid, NotFound, SpotterError


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    lines = [f"{at % 17},{at * 7 % 23},{int(at % 17 > at * 7 % 23)}" for at in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,label", *lines]) + "\n")
    return tmp_path / "t.csv"


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_a_study_is_begun_worked_on_and_asked_for_its_best(rows: Path) -> None:
    store = ("--store", rows.parent / "studies.db", "--json")

    begun = spotter("study", "start", "night", "--data", rows, "--label", "label", "--trials", 3, *store)
    before = spotter("study", "status", "night", *store)
    worked = spotter("study", "work", "night", "--budget", "10m", *store)
    best = spotter("study", "best", "night", *store)
    trials = spotter("study", "trials", "night", *store)

    assert [said.exit_code for said in (begun, before, worked, best)] == [0, 0, 0, 0]
    assert (json.loads(before.stdout)["finished"], json.loads(before.stdout)["left"]) == (0, 3)
    assert (json.loads(worked.stdout)["finished"], json.loads(worked.stdout)["attempts"]) == (3, 3)
    assert json.loads(best.stdout) == json.loads(worked.stdout)["best"]
    assert [each["number"] for each in json.loads(trials.stdout)["trials"]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (("start", "night"), Invalid, "a study needs rows"),
        (("start", "night", "--data", "DATA"), Invalid, "a file needs a label"),
        (("start", "night", "--data", "DATA", "--label", "fall"), Invalid, "fall is not in the data"),
        (("start", "night", "--dataset", "falls"), Invalid, "--dataset MODEL/VERSION"),
        (("work", "day"), NotFound, "no study named day"),
        (("status", "day"), NotFound, "no study named day"),
    ],
)
def test_what_cannot_be_asked_is_said(
    rows: Path, words: tuple[str, ...], error: type[SpotterError], sentence: str
) -> None:
    asked = [rows if word == "DATA" else word for word in words]

    said = spotter("study", *asked, "--store", rows.parent / "studies.db")

    assert isinstance(said.exception, error)
    assert sentence in str(said.exception)


def test_a_name_that_is_taken_is_said_with_the_remedy(rows: Path) -> None:
    asked = ("study", "start", "night", "--data", rows, "--label", "label", "--store", rows.parent / "s.db")
    spotter(*asked)

    assert spotter(*asked).exit_code == 0
    assert isinstance((said := spotter(*asked, "--trials", 9)).exception, Conflict)
    assert "choose another name" in str(said.exception)


def test_a_study_without_a_finished_trial_has_no_best(rows: Path) -> None:
    store = ("--store", rows.parent / "s.db")
    spotter("study", "start", "night", "--data", rows, "--label", "label", *store)

    assert isinstance(spotter("study", "best", "night", *store).exception, NotFound)
