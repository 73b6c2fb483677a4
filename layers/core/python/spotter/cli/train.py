"""`spotter train`: the best model that a budget buys, from one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.show import AsJson
from spotter.cli.train_config import settled
from spotter.cli.training import answer, train_on
from spotter.learning.lean import import_lightgbm

Data = Annotated[Path | None, typer.Option(help="CSV, gzipped CSV or Parquet file with one row an example.")]
Label = Annotated[
    str | None, typer.Option(help="Column to predict; none with kmeans or isolation_forest: anomalies.")
]
Out = Annotated[Path | None, typer.Option(help="Folder for model.txt and card.json.")]
Group = Annotated[str | None, typer.Option(help="Column whose values stay whole in a split (person).")]
Time = Annotated[str | None, typer.Option(help="Column of time; without groups, splits are blocks of it.")]
Drop = Annotated[str, typer.Option(help="Columns that are no features, separated by commas.")]
MetricName = Annotated[
    str | None, typer.Option(help="What to optimise: auc, logloss, rmse, quantile_0.9, recall_at_3 ...")
]
BudgetText = Annotated[str | None, typer.Option(help="Time to spend: 60s, 2m, 20. Default 60s.")]
Trials = Annotated[int | None, typer.Option(help="Trials instead of time: the same seed, the same model.")]
Holdout = Annotated[float, typer.Option(help="Share of the rows kept away and judged at the end.")]
AlarmBudget = Annotated[
    float | None, typer.Option("--false-alarms-per-1000", help="Draw the line within this alarm budget.")
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        help="COLUMN=ROLE: id, group, time, never, weight, categorical, text, or feature (no guess).",
    ),
]
ExcludeLeaks = Annotated[bool, typer.Option(help="Leave out the features that give the label away.")]
Monotone = Annotated[
    list[str] | None, typer.Option(help="COLUMN=+ or COLUMN=-: the output never falls, or rises, with it.")
]
AlgorithmName = Annotated[
    str, typer.Option(help="auto, boosted_tree, decision_forest, logistic_regression, svm, ...")
]
Memory = Annotated[str | None, typer.Option(help="Memory to stay within: 1.5GB, 800MB.")]
MostSize = Annotated[str | None, typer.Option(help="Largest text of the model: 200kB, 1MB.")]
MostRowUs = Annotated[float | None, typer.Option(min=1, help="Longest time a row may take live, in us.")]
Before = Annotated[
    list[Path] | None,
    typer.Option("--from", help="Folder of an earlier model: its parameters are tried first."),
]
Seed = Annotated[int, typer.Option(help="Seed of splits, search and fits.")]
Threads = Annotated[int, typer.Option(min=1, help="Threads at most.")]
RecipeFile = Annotated[
    Path | None, typer.Option("--recipe", help="Recipe (JSON or YAML), fitted inside every fold.")
]
Config = Annotated[
    Path | None, typer.Option(help="One file (JSON or YAML) instead of options: data, outputs, gates.")
]
Script = Annotated[Path | None, typer.Option(help="Write the steps as a Python script that makes the model.")]
Notebook = Annotated[Path | None, typer.Option(help="Write the same steps as a notebook.")]
WithEvidence = Annotated[
    bool, typer.Option("--evidence", help="Judge every segment too; takes seconds beyond the budget.")
]
Previous = Annotated[str | None, typer.Option(help="The model that this one follows, for the record.")]


def train(  # noqa: PLR0913 - one argument an option
    *,
    data: Data = None,
    label: Label = None,
    out: Out = None,
    config: Config = None,
    group: Group = None,
    time: Time = None,
    drop: Drop = "",
    role: Given = None,
    exclude_leaks: ExcludeLeaks = False,
    monotone: Monotone = None,
    algorithm: AlgorithmName = "boosted_tree",
    metric: MetricName = None,
    budget: BudgetText = None,
    trials: Trials = None,
    holdout: Holdout = 0.0,
    false_alarms: AlarmBudget = None,
    seed: Seed = 0,
    threads: Threads = 2,
    memory: Memory = None,
    most_size: MostSize = None,
    most_row_us: MostRowUs = None,
    before: Before = None,
    recipe: RecipeFile = None,
    evidence: WithEvidence = False,
    previous: Previous = None,
    script: Script = None,
    notebook: Notebook = None,
    as_json: AsJson = False,
) -> None:
    """Train a model on a file: problem, split, search, fit and decision line are chosen for you."""
    asked = settled(**locals())
    import_lightgbm()
    answer(train_on(asked), asked)
