"""`spotter model card`, `evidence`, `fetch`, `export`, `config-schema`: what stands behind a model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.downloads import fetched
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.errors import NotFound, Unavailable

Model = Annotated[str, typer.Argument(help="NAME or NAME@VERSION; the live version, else the newest.")]
Place = Annotated[
    str,
    typer.Argument(help="Folder that `spotter train --evidence` wrote, or NAME[@VERSION] of the platform."),
]
Png = Annotated[bool, typer.Option(help="Draw each plot as a PNG too.")]


def card(place: Place, *, png: Png = True, as_json: AsJson = False) -> None:
    """Write a folder's card and plots as pages; of the platform, show a version's card and verdict."""
    folder = Path(place)
    if not folder.is_dir():
        name, version = _asked(place)
        show(platform().get("models", name, "card", version=version), as_json=as_json)
        return
    _draw(folder, png=png)


def evidence(
    model: Model,
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder to fetch the model and draw all plots into.")
    ] = None,
    png: Png = True,
    as_json: AsJson = False,
) -> None:
    """Show what was seen of a model on rows it had not learned from, segment by segment, and its run."""
    if out is not None:
        _fetched(model, out)
        _draw(out, png=png)
        return
    name, version = _asked(model)
    show(platform().get("models", name, "evidence", version=version), as_json=as_json)


def fetch(
    model: Model,
    *,
    out: Annotated[Path, typer.Option(help="Folder for model.txt, card.json and evidence.json.")],
    as_json: AsJson = False,
) -> None:
    """Fetch a model into a folder, as `spotter train` would have written it; `spotter predict` takes it."""
    version, files = _fetched(model, out)
    show({"folder": str(out), "version": version, "files": files}, as_json=as_json)


def export(
    place: Place,
    *,
    mlflow: Annotated[Path, typer.Option(help="MLflow's file store to write a run into, such as mlruns.")],
) -> None:
    """Write a model as a run of MLflow; MLflow need not be installed."""
    if Path(place).is_dir():
        _export(Path(place), mlflow)
        return
    with tempfile.TemporaryDirectory() as folder:
        _fetched(place, Path(folder))
        _export(Path(folder), mlflow)


def config_schema() -> None:
    """Print the JSON Schema of what `spotter train --config` takes."""
    from spotter.cli.train_config import schema

    show(schema(), as_json=True)


def _asked(model: str) -> tuple[str, str | None]:
    name, _, version = model.partition("@")
    return name, version or None


def _draw(folder: Path, *, png: bool) -> None:
    from spotter.learning.evidence.folders import draw

    for file in draw(folder, pictures=png):
        typer.echo(file)


def _fetched(model: str, folder: Path) -> tuple[str, list[str]]:
    """Fetch the files of a version, each proved by its digest."""
    name, asked = _asked(model)
    answer = platform().get("models", name, "files", version=asked)
    contents = {file["name"]: fetched(file["url"], file["sha256"]) for file in answer["files"]}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            (folder / Path(file).name).write_bytes(content)
    except OSError as err:
        raise Unavailable(f"cannot write {folder}: {err.strerror}", folder=str(folder)) from err
    return str(answer["version"]), sorted(contents)


def _export(folder: Path, mlflow: Path) -> None:
    from spotter.learning.evidence.folders import evidence_in
    from spotter.learning.evidence.mlflow import export_run
    from spotter.learning.models import load

    model = load(folder)
    try:
        found = evidence_in(folder)
    except NotFound:
        found = None
        tell("no evidence was gathered, so the run has no executor and no environment: train with --evidence")
    typer.echo(export_run(model, found, folder, mlflow))
