import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from spotter.cli.amounts import seconds
from spotter.cli.main import commands
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


def test_without_a_label_what_is_unusual_is_learned_and_its_script_makes_it_again(
    data: Path, tmp_path: Path
) -> None:
    asked = ("--drop", "floor", "--group", "person", "--algorithm", "kmeans", "--trials", 1, "--threads", 1)
    trained = spotter(
        "train", "--data", data, *asked, "--script", tmp_path / "s.py", "--out", tmp_path / "m", "--json"
    )
    predicted = spotter("predict", "--model", tmp_path / "m", "--data", data, "--out", tmp_path / "p.csv")

    assert (trained.exit_code, predicted.exit_code) == (0, 0), trained.output
    assert json.loads(trained.stdout)["task"] == "anomaly"
    assert (tmp_path / "p.csv").read_text().startswith("prediction,proba_usual,proba_unusual\nusual,")
    assert runpy.run_path(str(tmp_path / "s.py"))["text"] == (tmp_path / "m" / "model.txt").read_text()


@pytest.mark.parametrize(
    ("label", "task", "header"),
    [
        ("state", "multiclass", "prediction,proba_damp,proba_dry,proba_wet"),
        ("level", "regression", "prediction"),
    ],
)
def test_several_classes_and_values_are_learned_too(
    label: str, task: str, header: str, tmp_path: Path
) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(400, 2))
    states = np.array(["dry", "damp", "wet"])[np.digitize(x[:, 0], [-0.4, 0.4])]
    lines = [f"{a:.3f},{b:.3f},{s},{3 * a + b:.3f}" for (a, b), s in zip(x, states, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,state,level", *lines]) + "\n")
    other = {"state": "level", "level": "state"}[label]
    asked = ("--data", tmp_path / "t.csv", "--label", label, "--drop", other, "--trials", 3, "--threads", 1)

    trained = spotter("train", *asked, "--out", tmp_path / "m", "--json")
    predicted = spotter(
        "predict", "--model", tmp_path / "m", "--data", tmp_path / "t.csv", "--out", tmp_path / "p.csv"
    )

    assert (trained.exit_code, predicted.exit_code) == (0, 0)
    card = json.loads(trained.stdout)
    assert card["task"] == task
    said = (tmp_path / "p.csv").read_text().splitlines()
    assert (said[0], len(said)) == (header, 401)
    if task == "multiclass":
        assert sum(line.split(",")[0] == state for line, state in zip(said[1:], states, strict=True)) > 360
    else:
        assert card["scores"]["rmse"] < 0.6


def test_a_direction_and_leaks_are_asked_for_on_the_command_line(data: Path, tmp_path: Path) -> None:
    rows = data.read_text().splitlines()
    (tmp_path / "t.csv").write_text(
        "\n".join([rows[0] + ",echo", *(f"{row},{int('wet' in row)}" for row in rows[1:])])
    )
    asked = (
        "--data",
        tmp_path / "t.csv",
        "--label",
        "floor",
        "--trials",
        1,
        "--monotone",
        "x=+",
        "--exclude-leaks",
    )

    card = json.loads(spotter("train", *asked, "--out", tmp_path / "m", "--json").stdout)

    assert (card["features"], card["params"]["monotone_constraints"]) == (["x"], "1")
    assert any("column person is taken as group" in note for note in card["notes"])
    assert any("echo was left out" in warning for warning in card["warnings"])


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
        (("--label", "floor", "--monotone", "x=up"), "COLUMN=+ or COLUMN=-"),
        (("--label", "floor", "--monotone", "person=+"), "no direction"),
        (("--label", "floor", "--role", "x=idol"), "no role idol"),
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
