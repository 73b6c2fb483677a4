import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.cli.recommend import weights_of
from spotter.errors import Invalid


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = np.random.default_rng(0).normal(size=(300, 2))
    lines = [f"{x:.3f},{y:.3f},{int(x > y)}" for x, y in rows]
    (tmp_path / "rows.csv").write_text("\n".join(["x,y,wet", *lines]) + "\n")
    return tmp_path / "rows.csv"


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_the_best_for_a_file_is_started_with_one_command_and_remembered(data: Path, tmp_path: Path) -> None:
    asked = ("model", "recommend", data, "--label", "wet", "--models", tmp_path, "--json")
    simple = ("--weights", "explainability=1,training_time=1", "--budget", "1h", "--out", tmp_path / "m")

    started = spotter(*asked, *simple, "--start")
    again = spotter(*asked)

    assert (started.exit_code, again.exit_code) == (0, 0), started.output
    assert json.loads((tmp_path / "m" / "card.json").read_text())["algorithm"] == "logistic_regression"
    options = {(o["kind"], o["algorithm"]): o for o in json.loads(again.stdout)["options"]}
    assert options["algorithm", "logistic_regression"]["runs"] == 1
    assert options["model", "logistic_regression"]["model"] == str(tmp_path / "m")


def test_a_file_without_a_label_is_asked_for_one(data: Path) -> None:
    result = spotter("model", "recommend", data)

    assert isinstance(result.exception, Invalid)
    assert "--label COLUMN" in result.exception.sentence


def test_for_a_file_without_a_label_what_needs_none_is_ranked(data: Path, tmp_path: Path) -> None:
    asked = ("model", "recommend", data, "--anomaly", "--drop", "wet", "--models", tmp_path, "--json")

    ranked = json.loads(spotter(*asked).stdout)

    assert {option["algorithm"] for option in ranked["options"]} == {"kmeans", "isolation_forest"}
    assert ranked["traits"]["task"] == "anomaly"


def test_the_marks_that_counted_are_shown_beside_the_score(data: Path) -> None:
    asked = ("model", "recommend", data, "--label", "wet", "--models", data.parent)

    shown = spotter(*asked, "--weights", "explainability=3,latency=1").stdout

    assert "explainability 1.00, latency 1.00" in shown
    assert "accuracy" not in shown.split("why", maxsplit=1)[1].split("expected", maxsplit=1)[0]


@pytest.mark.parametrize("text", ["speed=1", "accuracy", "accuracy=-1", "accuracy=0"])
def test_weights_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="--weights"):
        weights_of(text)


def test_what_is_not_named_counts_nothing() -> None:
    weights = weights_of("latency=2")

    assert (weights.latency, weights.accuracy) == (2, 0)
