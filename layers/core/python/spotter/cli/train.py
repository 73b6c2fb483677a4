"""`spotter train`: the best model that a budget buys, from one file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
import typer

from spotter.cli.amounts import megabytes, seconds
from spotter.cli.recipe import recipe_in
from spotter.cli.show import AsJson, show
from spotter.cli.waiting import Stop, process_age_s, progress
from spotter.contracts.learning import ModelCard
from spotter.errors import Invalid
from spotter.learning.lean import import_lightgbm

if TYPE_CHECKING:
    from spotter.learning.frames import Roles
    from spotter.learning.lessons import Lesson

SIGNS = {"+": 1, "-": -1}


Data = Annotated[Path, typer.Option(help="CSV, gzipped CSV or Parquet file with one row an example.")]
Label = Annotated[str, typer.Option(help="Column to predict.")]
Out = Annotated[Path, typer.Option(help="Folder for model.txt and card.json.")]
Group = Annotated[str | None, typer.Option(help="Column whose values stay whole in a split (person).")]
Time = Annotated[str | None, typer.Option(help="Column of time; without groups, splits are blocks of it.")]
Drop = Annotated[str, typer.Option(help="Columns that are no features, separated by commas.")]
MetricName = Annotated[str | None, typer.Option(help="What to optimise: auc, pr_auc, logloss, rmse, ...")]
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
    str, typer.Option(help="boosted_tree, decision_forest, logistic_regression, neural_network, svm, ...")
]
Memory = Annotated[str | None, typer.Option(help="Memory to stay within: 1.5GB, 800MB.")]
Before = Annotated[
    list[Path] | None,
    typer.Option("--from", help="Folder of an earlier model: its parameters are tried first."),
]
RecipeFile = Annotated[
    Path | None, typer.Option("--recipe", help="Recipe (JSON or YAML), fitted inside every fold.")
]
Seed = Annotated[int, typer.Option(help="Seed of splits, search and fits.")]
Threads = Annotated[int, typer.Option(min=1, help="Threads at most.")]


def train(  # noqa: PLR0913 - one argument an option
    *,
    data: Data,
    label: Label,
    out: Out,
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
    before: Before = None,
    recipe: RecipeFile = None,
    as_json: AsJson = False,
) -> None:
    """Train a model on a file: problem, split, search, fit and decision line are chosen for you."""
    import_lightgbm()
    lesson = _lesson(
        _roles(label, group, time, drop, role),
        _Written(budget, monotone, memory, before, recipe),
        metric=metric,
        trials=trials,
        seed=seed,
        threads=threads,
        holdout_share=holdout,
        false_alarms_per_thousand=false_alarms,
        exclude_leaks=exclude_leaks,
    )
    _answer(_train(data, out, lesson, algorithm), out, as_json=as_json)


class _Written(NamedTuple):
    """Options that must be read before a lesson knows what they mean."""

    budget: str | None
    monotone: list[str] | None
    memory: str | None
    before: list[Path] | None
    recipe: Path | None


def _lesson(
    roles: Roles,
    written: _Written,
    **more: Any,  # noqa: ANN401 - fields of a lesson that need no reading
) -> Lesson:
    from spotter.learning.lessons import Lesson
    from spotter.learning.models import load

    return Lesson(
        roles,
        budget_s=_budget(written.budget, more["trials"]),
        monotone=_directions(written.monotone or []),
        memory_mb=None if written.memory is None else megabytes(written.memory),
        before=tuple(load(folder).card.params for folder in written.before or []),
        recipe=None if written.recipe is None else recipe_in(written.recipe),
        **more,
    )


def _roles(label: str, group: str | None, time: str | None, drop: str, said: list[str] | None) -> Roles:
    from spotter.learning.frames import Roles
    from spotter.learning.roles import given

    columns = tuple(filter(None, map(str.strip, drop.split(","))))
    return given(Roles(label, group, time, columns), _pairs(said or []))


def _budget(budget: str | None, trials: int | None) -> float | None:
    if budget is None:
        return None if trials is not None else seconds("60s")
    return seconds(budget)


def _pairs(said: list[str]) -> dict[str, str]:
    """Read `COLUMN=VALUE` options."""
    pairs = dict(each.rpartition("=")[::2] for each in said)
    if "" in pairs:
        raise Invalid(f"{' '.join(said)} is not COLUMN=VALUE, such as --role badge=id")
    return pairs


def _directions(said: list[str]) -> dict[str, int]:
    pairs = _pairs(said)
    if not set(pairs.values()) <= set(SIGNS):
        raise Invalid(f"--monotone is COLUMN=+ or COLUMN=-, not {' '.join(said)}")
    return {name: SIGNS[sign] for name, sign in pairs.items()}


def _train(data: Path, out: Path, lesson: Lesson, algorithm: str) -> ModelCard:
    from spotter.adapters.native.models import load_model
    from spotter.learning.algorithms.training import train_with
    from spotter.learning.checks import check
    from spotter.learning.files import read_table
    from spotter.learning.models import save
    from spotter.learning.roles import guessed

    table = read_table(data)
    roles, reasons = guessed(table, lesson.roles)
    check(table, roles)
    with progress() as shown, Stop() as stop:
        lesson = replace(lesson, roles=roles, notes=reasons, gone_s=process_age_s(), stop=stop)
        model = train_with(algorithm, table, lesson, load=load_model, progress=shown)
    save(model, out)
    for warning in model.card.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return model.card


def _answer(card: ModelCard, out: Path, *, as_json: bool) -> None:
    show(msgspec.to_builtins(card), as_json=True) if as_json else _show(card, out)
    _leave()


def _leave() -> None:
    """End the process without waiting for a round that was left behind when the time was up."""
    from spotter.learning.crews import left_behind

    if left_behind():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _show(card: ModelCard, out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    rows: dict[str, Any] = {
        "algorithm": card.algorithm,
        "task": card.task + (f" ({', '.join(map(str, card.classes))})" if card.classes else ""),
        "rows x features": f"{card.rows} x {len(card.features)}",
        "validated on": card.split,
        "trials, trees": f"{card.trials}, {card.rounds} rounds",
        "spent": f"{card.spent_s:.1f} s",
    }
    if card.threshold is not None:
        rows["threshold"] = f"{card.threshold:.4f}"
    table = Table(
        "", "out of fold", *(["holdout"] if card.holdout else []), title=f"model of {card.label} in {out}"
    )
    for name, value in rows.items():
        table.add_row(name, str(value))
    for name, score in card.scores.items():
        shown = f"{name} *" if name == card.metric else name
        table.add_row(shown, f"{score:.4f}", *([f"{card.holdout[name]:.4f}"] if name in card.holdout else []))
    for note in card.notes:
        table.add_row("note", note)
    Console().print(table)
