import json
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.errors import SpotterError

RECIPE = """
steps:
  - step: fill_median
  - step: scale_robust
  - {step: select_anova, keep: 2}
  - step: balance_over
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(120, 3))
    label = np.where(matrix[:, 0] + matrix[:, 2] > 1, "fall", "calm")
    matrix[5, 0] = np.nan
    frame = pl.DataFrame(matrix, schema=["a", "b", "c"]).with_columns(pl.all().fill_nan(None))
    frame = frame.with_columns(
        label=label,
        person=np.array([f"p{at % 6}" for at in range(120)]),
        badge=np.array([f"b{at}" for at in range(120)]),
        empty=pl.lit(None, dtype=pl.Float64),
        still=pl.lit(7.0),
    )
    file = tmp_path_factory.mktemp("data") / "rows.csv"
    frame.write_csv(file)
    return file


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    file = tmp_path / "recipe.yaml"
    file.write_text(RECIPE)
    return file


def spotter(*words: object) -> Result:
    return CliRunner().invoke(commands, ["recipe", *[str(word) for word in words]])


def on(data: Path) -> tuple[object, ...]:
    return ("--data", data, "--label", "label", "--drop", "empty,still")


def test_options_lists_every_step_and_the_parameters_of_one() -> None:
    every = json.loads(spotter("options", "--json").stdout)["steps"]
    one = spotter("options", "fill_knn")

    assert len(every) == 32
    assert "how many similar rows are averaged" in one.stdout


def test_a_recipe_is_explained_and_checked_without_data(recipe: Path) -> None:
    explained, checked = spotter("explain", recipe), spotter("lint", recipe)

    assert explained.stdout.splitlines()[0].startswith("1. fill_median: fill with the column's median")
    assert "can be used" in checked.stdout
    assert "step 4 (balance_over) touches training rows only" in checked.stdout


def test_the_schema_knows_the_steps() -> None:
    assert "fill_knn" in spotter("schema").stdout


def test_a_preview_shows_each_column_before_and_after(recipe: Path, data: Path, tmp_path: Path) -> None:
    said = spotter("preview", recipe, *on(data), "--html", tmp_path / "p.html", "--json")

    assert said.exit_code == 0
    columns = {each["column"]: each for each in json.loads(said.stdout)["columns"]}
    assert columns["a"]["filled"] == {"1. fill_median": 1}
    assert columns["b"]["after"] is None
    page = (tmp_path / "p.html").read_text()
    assert "<svg" in page
    assert "left out" in page
    assert "http" not in page


def test_a_file_is_prepared_and_another_by_what_was_learned(recipe: Path, data: Path, tmp_path: Path) -> None:
    learned, first, again = (tmp_path / name for name in ("learned.json", "first.csv", "again.parquet"))
    done = spotter("apply", recipe, *on(data), "--out", first, "--save", learned, "--marks")
    repeated = spotter("apply", recipe, *on(data), "--out", again, "--fitted", learned)

    assert (done.exit_code, repeated.exit_code) == (0, 0)
    trained, scored = pl.read_csv(first), pl.read_parquet(again)
    assert trained.get_column("label").value_counts().get_column("count").to_list()[0] * 2 == trained.height
    assert scored.height == 120
    assert {"a", "c", "label", "person", "badge"} <= set(scored.columns)
    assert "b" not in scored.columns
    assert trained.filter(pl.col("badge") == "b5").get_column("a__filled")[0] == 1.0


def test_a_pipeline_and_what_was_learned_are_exported(recipe: Path, data: Path, tmp_path: Path) -> None:
    fitted, unfitted, learned = (tmp_path / name for name in ("f.joblib", "u.joblib", "l.json"))

    done = [spotter("export", recipe, *on(data), "--out", file) for file in (fitted, learned)]
    done.append(spotter("export", recipe, "--out", unfitted))

    assert [each.exit_code for each in done] == [0, 0, 0]
    rows = pl.read_csv(data).select("a", "b", "c")
    assert joblib.load(fitted).transform(rows).columns == ["a", "c"]
    assert [name for name, _ in joblib.load(unfitted).steps] == [
        "1_fill_median",
        "2_scale_robust",
        "3_select_anova",
    ]
    assert json.loads(learned.read_text())["outputs"] == ["a", "c"]


def test_a_recipe_that_only_drops_rows_is_exported_as_a_pipeline_that_changes_no_column(
    data: Path, tmp_path: Path
) -> None:
    only, fitted = tmp_path / "only.json", tmp_path / "f.joblib"
    only.write_text(json.dumps({"steps": [{"step": "drop_rows"}]}))

    done = spotter("export", only, "--data", data, "--label", "label", "--drop", "empty", "--out", fitted)

    assert done.exit_code == 0, done.output
    rows = pl.read_csv(data).select("a", "b", "c")
    assert joblib.load(fitted).transform(rows).equals(rows)


@pytest.mark.parametrize(
    ("steps", "words", "sentence"),
    [
        ([{"step": "fill_mean"}], ("--drop", "still"), "column empty has no value in any of 120 rows"),
        (
            [{"step": "scale_standard"}],
            ("--drop", "empty"),
            "column still has the one value 7 in all 120 rows",
        ),
        (
            [{"step": "fill_mean", "columns": ["aa"]}],
            (),
            "there is no numeric feature column aa at this step",
        ),
        ([{"step": "fill_mean", "columns": ["badge"]}], (), "column badge holds 120 different texts"),
        ([{"step": "select_variance", "least": 1e6}], ("--drop", "empty"), "leaves no column"),
        (
            [{"step": "select_anova", "columns": ["a", "b"]}],
            (),
            "column a has 1 missing cells, the first in row 6",
        ),
        ([{"step": "resample", "every": 5}], (), "needs a time column"),
        (
            [{"step": "balance_over"}],
            ("--label", "badge"),
            "has 120 different texts, at most 100 can be classes",
        ),
        ([{"step": "balance_over"}], ("--label", "still"), "has one value only"),
        ([{"step": "balance_over"}], ("--label", ""), "needs the label"),
        ([{"step": "fill_meen"}], (), "did you mean fill_mean?"),
    ],
)
def test_bad_input_is_one_sentence(
    data: Path, tmp_path: Path, steps: list[Any], words: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "r.json").write_text(json.dumps({"steps": steps}))
    label = () if "--label" in words else ("--label", "label")

    refused = spotter(
        "apply", tmp_path / "r.json", "--data", data, *label, *words, "--out", tmp_path / "out.csv"
    )

    assert isinstance(refused.exception, SpotterError)
    assert refused.exception.code in {"invalid", "not_found"}
    assert sentence in str(refused.exception)
    assert not (tmp_path / "out.csv").exists()
