"""`spotter deep`: networks of time, where the optional extra `spotter[deep]` is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from spotter.cli.show import AsJson, show
from spotter.errors import Unavailable

app = typer.Typer(help="Networks of time (needs spotter[deep]).", no_args_is_help=True)


@app.callback()
def deep() -> None:
    """Networks of time, exported to ONNX with the same card, split and metric as all models."""


@app.command()
def train(  # noqa: PLR0913 - one argument an option
    *,
    data: Annotated[Path, typer.Option(help="CSV, gzipped CSV or Parquet file.")],
    label: Annotated[str, typer.Option(help="Column of two classes to predict.")],
    time: Annotated[str, typer.Option(help="Column of time.")],
    out: Annotated[Path, typer.Option(help="Folder for model.txt, model.onnx, inputs.json and card.json.")],
    group: Annotated[str | None, typer.Option(help="Column whose values stay whole in a split.")] = None,
    kind: Annotated[Literal["rnn", "lstm", "gru", "cnn"], typer.Option(help="Which network.")] = "lstm",
    length: Annotated[int, typer.Option(min=2, help="Rows that it looks back.")] = 16,
    passes: Annotated[int, typer.Option(min=1, help="How often it sees all rows, at most.")] = 15,
    balanced: Annotated[bool, typer.Option(help="Add synthetic dangerous windows from a GAN.")] = False,
    budget: Annotated[float, typer.Option(help="Seconds at most.")] = 300.0,
    false_alarms: Annotated[
        float | None, typer.Option("--false-alarms-per-1000", help="Draw the line within this alarm budget.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of splits and fits.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Train a network of time on a file."""
    try:
        from spotter.learning.deep.training import Plan, train_deep
    except ImportError as err:
        raise Unavailable(f"{err.name} is not installed; install the extra spotter[deep]") from err
    from spotter.learning.deep.folders import save
    from spotter.learning.files import read_table
    from spotter.learning.frames import Roles
    from spotter.learning.lessons import Lesson

    roles = Roles(label, group, time)
    lesson = Lesson(roles, budget_s=budget, seed=seed, false_alarms_per_thousand=false_alarms)
    plan = Plan(kind, length, passes=passes, balanced=balanced)
    model = train_deep(read_table(data), lesson, plan)
    save(model, length, out)
    show(msgspec.to_builtins(model.card), as_json=as_json)
