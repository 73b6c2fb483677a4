"""`spotter recipe run|report`: a recipe done to a version of a dataset, on the platform."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_names import version_of
from spotter.cli.files import write_text
from spotter.cli.recipe_data import show_report
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.errors import Invalid, Unavailable

POLL_S = 0.5
PATIENCE_S = 3_600.0
OURS = ("Invalid", "Oversized", "NotFound", "Conflict", "WrongState")

Picture = Annotated[Path | None, typer.Option("--html", help="Write the picture here.")]


def run(  # noqa: PLR0913 - one argument an option
    recipe: Annotated[
        str, typer.Argument(help="NAME or NAME@VERSION of a kept recipe, or a file, which is kept first.")
    ],
    *,
    dataset: Annotated[str, typer.Option(help="NAME or NAME@VERSION; the current version if left out.")],
    preview: Annotated[
        int | None, typer.Option(min=10, max=100_000, help="Only try so many rows; no version is made.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="Column to predict: needed by selection.")] = None,
    group: Annotated[str | None, typer.Option(help="Whose a row is; device where extracted.")] = None,
    at: Annotated[str | None, typer.Option("--time", help="When it was; at where extracted.")] = None,
    drop: Annotated[str, typer.Option(help="Columns that go on as they are, separated by commas.")] = "",
    marks: Annotated[bool, typer.Option(help="Add <name>__filled beside columns with filled cells.")] = True,
    current: Annotated[bool, typer.Option("--current", help="Make the new version the current one.")] = False,
    html: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Prepare a version of a dataset: another version comes of it, which names the recipe and its parent."""
    api = platform()
    name, _, version = dataset.partition("@")
    body: Json = {
        "recipe": kept_recipe(api, recipe),
        "label": label,
        "group": group,
        "time": at,
        "drop": [each for each in map(str.strip, drop.split(",")) if each],
        "marks": marks,
        "sample": preview,
        "current": current,
    }
    version = version_of(api, name, version or "current")
    started = api.post("datasets", name, "versions", version, "preparations", body=body)
    report = _waited(api, name, str(started["run"]))["report"]
    _told(api, name, report, html, as_json=as_json)


def report(
    dataset: Annotated[str, typer.Argument(help="NAME or NAME@VERSION of a prepared version.")],
    *,
    html: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Show by which recipe a version was prepared, in plain words, and what it did to each column."""
    api = platform()
    name, _, version = dataset.partition("@")
    version = version_of(api, name, version or "current")
    answer = api.get("datasets", name, "versions", version, "preparation")
    for sentence in answer["explained"]:
        tell(sentence)
    _told(api, name, answer["report"], html, as_json=as_json)


def kept_recipe(api: Platform, recipe: str) -> str:
    """Name a kept recipe; a file is kept under its own name first."""
    file = Path(recipe)
    if not file.is_file():
        return recipe
    from spotter.cli.recipe_text import recipe_in

    said = recipe_in(file)
    steps = msgspec.to_builtins(said)["steps"]
    name = "".join(each if each.isascii() and each.isalnum() else "-" for each in file.stem.lower())
    kept = api.put("recipes", name.strip("-"), body={"steps": steps, "about": said.about})
    tell(f"kept as {kept['name']}@{kept['version']}")
    return f"{kept['name']}@{kept['version']}"


def _waited(api: Platform, name: str, run_name: str) -> Json:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = api.get("datasets", name, "preparations", run_name)
        if answer["status"] == "SUCCEEDED":
            return answer
        if answer["status"] != "RUNNING":
            kind, _, sentence = str(answer["cause"]).partition(": ")
            raise Invalid(sentence if kind in OURS else str(answer["cause"]), run=run_name)
        time.sleep(POLL_S)
    raise Unavailable(f"the run {run_name} has not ended after {PATIENCE_S:.0f} s", run=run_name)


def _told(api: Platform, name: str, report: Json, html: Path | None, *, as_json: bool) -> None:
    if html is not None:
        from spotter.learning.prepare.pictures import page_of

        recipe, _, version = str(report["recipe"]).partition("@")
        explained = api.get("recipes", recipe, version=version)["explained"]
        title = f"{report['recipe']} on {report['rows_before']} rows of {name}@{report['of']}"
        write_text(html, page_of(title, explained, _report(report)))
        tell(f"the picture is in {html}")
    if as_json:
        show(report, as_json=True)
        return
    show_report(_report(report), as_json=False)
    if report["made"]:
        tell(f"version {name}@{report['made']} of {name}@{report['of']} by {report['recipe']}")


def _report(said: Json) -> Any:  # noqa: ANN401 - what learning calls a report, whose import is deferred
    from spotter.contracts.preparing import ColumnPrepared
    from spotter.learning.prepare.reports import Report

    changes = msgspec.convert(said["columns"], tuple[ColumnPrepared, ...])
    return Report(said["rows_before"], said["rows_after"], changes, tuple(said["notes"]))
