"""`spotter model card`, `export` and `config-schema`: what stands behind a model and before it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.show import show, tell
from spotter.errors import NotFound

Folder = Annotated[Path, typer.Argument(help="Folder that `spotter train --evidence` wrote.")]


def card(
    folder: Folder,
    *,
    png: Annotated[bool, typer.Option(help="Draw each plot as a PNG too.")] = True,
) -> None:
    """Write the card as a page, and the plots: card.html, plots.html, plots/*.png."""
    from spotter.learning.evidence.folders import draw

    for file in draw(folder, pictures=png):
        typer.echo(file)


def export(
    folder: Folder,
    *,
    mlflow: Annotated[Path, typer.Option(help="MLflow's file store to write a run into, such as mlruns.")],
) -> None:
    """Write a model as a run of MLflow; MLflow need not be installed."""
    from spotter.learning.evidence.folders import evidence_in
    from spotter.learning.evidence.mlflow import export_run
    from spotter.learning.models import load

    model = load(folder)
    try:
        evidence = evidence_in(folder)
    except NotFound:
        evidence = None
        tell("no evidence was gathered, so the run has no executor and no environment: train with --evidence")
    typer.echo(export_run(model, evidence, folder, mlflow))


def config_schema() -> None:
    """Print the JSON Schema of what `spotter train --config` takes."""
    from spotter.cli.train_config import schema

    show(schema(), as_json=True)
