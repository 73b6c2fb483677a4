"""Manual and automatic: scripts and notebooks that make a model again, and one file that says everything."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.cli.train_config import config_in
from spotter.errors import Invalid, NotFound


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rng = np.random.default_rng(4)
    lines = [
        f"{x:.3f},{y:.3f},{'dust' if at % 3 else 'air'},p{at % 8},{int(x + 0.3 * z > 0)}"
        for at, (x, y, z) in enumerate(rng.normal(size=(400, 3)))
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["x,y,air,person,wet", *lines]) + "\n")
    return tmp_path / "rows.csv"


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.mark.parametrize(
    ("algorithm", "budget", "exactly"),
    [
        ("svm", ("--trials", 2), True),
        ("boosted_tree", ("--trials", 2, "--most-size", "80kB"), True),
        ("boosted_tree", ("--trials", 2, "--budget", "1h"), False),
    ],
)
def test_a_script_and_a_notebook_make_the_model_again(
    data: Path, tmp_path: Path, algorithm: str, budget: tuple[object, ...], *, exactly: bool
) -> None:
    asked = ("train", "--data", data, "--label", "wet", "--group", "person", "--algorithm", algorithm)
    papers = ("--script", tmp_path / "steps.py", "--notebook", tmp_path / "steps.ipynb")

    trained = spotter(*asked, *budget, *papers, "--threads", 1, "--out", tmp_path / "m", "--json")

    assert trained.exit_code == 0, trained.output
    card = json.loads((tmp_path / "m" / "card.json").read_text())
    said = runpy.run_path(str(tmp_path / "steps.py"))
    assert said["scores"]["auc"] == pytest.approx(card["scores"]["auc"], abs=1e-9 if exactly else 0.05)
    again = (tmp_path / "m-again" / "model.txt").read_text()
    assert (again == (tmp_path / "m" / "model.txt").read_text()) is exactly
    notebook = json.loads((tmp_path / "steps.ipynb").read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    script = (tmp_path / "steps.py").read_text()
    assert all(each in script for each in code)
    assert all(set(cell) >= {"cell_type", "id", "metadata", "source"} for cell in notebook["cells"])


def a_config(data: Path, **changes: object) -> Path:
    config = {
        "data": data.name,
        "inputs": {"label": "wet", "group": "person"},
        "outputs": {"model": "m", "pages": True, "script": "steps.py", "mlflow": "mlruns"},
        "algorithm": "logistic_regression",
        "budget": {"trials": 2},
        "limits": {"size_kb": 900, "row_us": 5000},
        "gates": {"auc": {"at_least": 0.6}, "row_us": {"at_most": 5000}},
    }
    file = data.parent / "training.yaml"
    file.write_text(yaml.safe_dump(config | changes))
    return file


def test_one_file_trains_judges_and_writes_everything(data: Path, tmp_path: Path) -> None:
    result = spotter("train", "--config", a_config(data), "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["algorithm"] == "logistic_regression"
    assert {file.name for file in (tmp_path / "m").iterdir()} >= {"card.json", "evidence.json", "card.html"}
    assert (tmp_path / "steps.py").is_file()
    assert list((tmp_path / "mlruns").glob("*/*/artifacts/model/MLmodel"))


def test_a_gate_that_is_not_passed_ends_with_one_and_a_sentence(data: Path) -> None:
    result = spotter("train", "--config", a_config(data, gates={"auc": {"at_least": 0.9999}}), "--json")

    assert result.exit_code == 1
    assert "gate: auc is" in result.stderr
    assert "at least 0.9999 is asked" in result.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget": {"seconds": -1}}, r"`\$.budget.seconds`"),
        ({"budget": {}}, "seconds, trials, or both"),
        ({"inputs": {"labl": "wet"}}, "labl"),
        ({"algorithm": "magic"}, r"`\$.algorithm`"),
        ({"gates": {"beauty": {"at_least": 1}}}, "nothing named beauty is measured"),
        ({"gates": {"auc": {}}}, "needs at_least or at_most"),
    ],
)
def test_a_configuration_that_is_wrong_is_refused_before_anything_is_read(
    data: Path, changes: dict[str, object], said: str
) -> None:
    file = a_config(data, **changes)
    data.unlink()

    with pytest.raises(Invalid, match=said):
        config_in(file)


def test_a_file_that_is_not_there_is_named(data: Path) -> None:
    file = a_config(data)
    data.unlink()

    with pytest.raises(NotFound, match=r"rows\.csv"):
        config_in(file)


def test_options_beside_a_configuration_and_none_at_all_are_refused(data: Path) -> None:
    beside = spotter("train", "--config", a_config(data), "--label", "wet")
    nothing = spotter("train")

    assert "leave it out beside --config" in str(beside.exception)
    assert "say --data, --label, --out" in str(nothing.exception)


def test_the_schema_is_one_of_json_schema() -> None:
    schema = json.loads(spotter("model", "config-schema").stdout)

    assert schema["$ref"].endswith("TrainingConfig")
    assert schema["$defs"]["TrainingConfig"]["additionalProperties"] is False
