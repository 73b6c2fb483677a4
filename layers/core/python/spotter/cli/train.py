"""`spotter train`: the best model that a budget buys, from one file."""

from __future__ import annotations

import re
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from spotter.cli.show import AsJson, show
from spotter.contracts.learning import ModelCard
from spotter.errors import Invalid

if TYPE_CHECKING:
    from spotter.learning.budgets import Progress, Step
    from spotter.learning.frames import Roles
    from spotter.learning.lessons import Lesson

SIGNS = {"+": 1, "-": -1}
UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


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
    as_json: AsJson = False,
) -> None:
    """Train a model on a file: problem, split, search, fit and decision line are chosen for you."""
    from spotter.learning.lessons import Lesson

    lesson = Lesson(
        _roles(label, group, time, drop, role),
        metric=metric,
        budget_s=_budget(budget, trials),
        trials=trials,
        seed=seed,
        threads=threads,
        holdout_share=holdout,
        false_alarms_per_thousand=false_alarms,
        exclude_leaks=exclude_leaks,
        monotone=_directions(monotone or []),
    )
    card = _train(data, out, lesson, algorithm)
    show(msgspec.to_builtins(card), as_json=True) if as_json else _show(card, out)


def seconds(text: str) -> float:
    """Read a budget such as `60s`, `2m` or `20`.

    Raises:
        Invalid: it is none.

    >>> seconds("2m")
    120.0
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip())
    if found is None or float(found[1]) == 0:
        raise Invalid(f"the budget {text} is not a time such as 60s, 2m or 20", budget=text)
    return float(found[1]) * UNITS[found[2]]


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
    lesson = replace(lesson, roles=roles, notes=reasons)
    with _progress() as progress:
        model = train_with(algorithm, table, lesson, load=load_model, progress=progress)
    save(model, out)
    for warning in model.card.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return model.card


def _progress() -> AbstractContextManager[Progress]:
    from spotter.learning.budgets import quiet

    return Bar() if sys.stderr.isatty() else nullcontext(quiet)


class Bar:
    """A bar that fills with the budget and says the best score so far."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
        )
        self._task = self._bar.add_task("preparing", total=1.0)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self._step

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _step(self, step: Step) -> None:
        left = "" if step.left_s is None else f", {step.left_s:.0f} s left at most"
        said = f"{step.phase}: {step.trials} trials, best {step.metric} {step.best:.4f}{left}"
        self._bar.update(self._task, completed=step.share, description=said)


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
