import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.cli.train import seconds
from spotter.errors import Invalid, SpotterError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    file = tmp_path_factory.mktemp("data") / "rows.csv"
    rows = [
        f"{x:.3f},{'wet' if x > y else 'dry'},p{at % 7}"
        for at, (x, y) in enumerate(rng.normal(size=(200, 2)))
    ]
    file.write_text("\n".join(["x,floor,person", *rows]) + "\n")
    return file


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_a_file_becomes_a_model_and_the_model_predictions(data: Path, tmp_path: Path) -> None:
    lesson = ("--label", "floor", "--group", "person", "--trials", 2, "--threads", 1)
    trained = spotter("train", "--data", data, *lesson, "--out", tmp_path / "m", "--json")
    predicted = spotter("predict", "--model", tmp_path / "m", "--data", data, "--out", tmp_path / "p.csv")

    assert (trained.exit_code, predicted.exit_code) == (0, 0)
    card = json.loads(trained.stdout)
    assert (card["task"], card["classes"], card["features"]) == ("binary", ["dry", "wet"], ["x"])
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["card.json", "model.txt"]
    lines = (tmp_path / "p.csv").read_text().splitlines()
    assert lines[0] == "prediction,proba_dry,proba_wet"
    assert len(lines) == 201


def test_people_get_a_table(data: Path, tmp_path: Path) -> None:
    told = spotter(
        "train", "--data", data, "--label", "floor", "--trials", 1, "--out", tmp_path, "--holdout", 0.3
    )

    assert told.exit_code == 0
    assert "logloss *" in told.stdout
    assert "holdout" in told.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--label", "flor"), "flor is not in the data, which has: x, floor, person"),
        (("--label", "floor", "--budget", "soon"), "not a time such as 60s"),
        (("--label", "floor", "--metric", "rmse"), "rmse does not fit a binary label"),
        (("--label", "person", "--drop", "x,floor"), "no feature column"),
    ],
)
def test_what_cannot_be_asked_is_answered_in_one_sentence(
    data: Path, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    refused = spotter("train", "--data", data, "--out", tmp_path / "m", *words)

    assert isinstance(refused.exception, SpotterError)
    assert sentence in str(refused.exception)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(("text", "expected"), [("60s", 60.0), ("2m", 120.0), ("20", 20.0), ("1.5h", 5400.0)])
def test_budgets_are_read_with_and_without_a_unit(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "0s", "-3", "2 days"])
def test_what_is_no_budget_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        seconds(text)
