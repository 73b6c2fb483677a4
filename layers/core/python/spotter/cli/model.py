"""`spotter model`: have models learned, and see what came of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_names import version_of
from spotter.cli.model_folders import card, config_schema, evidence, export, fetch
from spotter.cli.model_line import line
from spotter.cli.model_registry import register, rows
from spotter.cli.recommend import recommend
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid, Unavailable

app = typer.Typer(help="Models: learned, judged, live.", no_args_is_help=True)
for _command in (recommend, card, evidence, fetch, export, config_schema, line, rows, register):
    app.command()(_command)
Name = Annotated[str, typer.Argument(help="The model's name, for example fall.")]
POLL_S = 1.0


@app.command("list")
def all_models(*, as_json: AsJson = False) -> None:
    """List all models and where which version is live."""
    answer = platform().get("models")
    show_list(answer, answer["models"], ("model", "versions", "champions"), as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show the versions of a model, what was decided about each, and where which is live."""
    answer = platform().get("models", name)
    rows = [
        {**each, **each["card"], "verdict": (each["verdict"] or {}).get("outcome")}
        for each in answer["versions"]
    ]
    columns = ("version", "site", "profile", "verdict", "metric", "holdout", "trials", "rows", "created_at")
    show_list(answer, rows, columns, as_json=as_json)


@app.command()
def train(  # noqa: PLR0913 - options of a command
    name: Name,
    *,
    site: Annotated[str | None, typer.Option(help="Learn from the readings of this site.")] = None,
    profile: Annotated[str | None, typer.Option(help="Learn from devices of this profile.")] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Learn from a frozen version: NAME, or NAME@VERSION.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="The marked label to learn.")] = None,
    anomaly: Annotated[bool, typer.Option("--anomaly", help="No label: find what is unusual.")] = False,
    channel: Annotated[list[str], typer.Option(help="A channel to look at, as often as needed.")],
    length: Annotated[float, typer.Option(help="Seconds that a window looks back.")] = 10.0,
    since: Annotated[datetime | None, typer.Option(help="From, UTC; a day ago by default.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Until, UTC; now by default.")] = None,
    budget: Annotated[float, typer.Option(help="Seconds to search for the best model.")] = 60.0,
    algorithm: Annotated[str | None, typer.Option(help="boosted_tree (usual), svm, ...")] = None,
    recipe: Annotated[str | None, typer.Option(help="Prepares the rows: NAME or NAME@VERSION.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same search.")] = 0,
    wait: Annotated[bool, typer.Option(help="Wait for the verdict.")] = True,
    as_json: AsJson = False,
) -> None:
    """Have a model learned from marked readings, judged, and made live if it passes."""
    learned, usual = _learned(label, anomaly=anomaly)
    api = platform()
    body = _from_dataset(api, dataset, site) if dataset else _from_archive(site, profile)
    body |= {n: at.replace(tzinfo=UTC) for n, at in (("since", since), ("until", until)) if at is not None}
    body |= {
        "window": {"channels": channel, "length_s": length},
        "label": learned,
        "budget_s": budget,
        "algorithm": algorithm or usual,
        "recipe": recipe,
        "seed": seed,
    }
    started = api.post("models", name, "trainings", body=body)
    if wait:
        tell(f"{started['training']} runs; the search takes {budget:.0f} s")
        show(wait_for(api, name, str(started["training"]), within_s=budget + 300), as_json=as_json)
    else:
        show(started, as_json=as_json)


@app.command()
def training(
    name: Name, run: Annotated[str, typer.Argument(help="What `train` named.")], *, as_json: AsJson = False
) -> None:
    """Tell how a training stands."""
    show(platform().get("models", name, "trainings", run), as_json=as_json)


def _learned(label: str | None, *, anomaly: bool) -> tuple[Json, str]:
    """Say what is learned, and what with where nobody says."""
    if (label is None) is not anomaly:
        raise Invalid("name the --label that people marked, or say that there is none: --anomaly")
    if anomaly:
        return {"type": "anomaly"}, "isolation_forest"
    return {"type": "marked", "label": label}, "boosted_tree"


def _from_archive(site: str | None, profile: str | None) -> Json:
    """Say which readings are meant: those of a day, where no times are said."""
    if site is None or profile is None:
        raise Invalid("name --site and --profile, or a --dataset that says them")
    now = datetime.now(UTC)
    return {"site": site, "profile": profile, "since": now - timedelta(days=1), "until": now}


def _from_dataset(api: Platform, said: str, site: str | None) -> Json:
    """Say which version is meant; the site, the profile and the times are those that it was defined with."""
    name, _, version = said.partition("@")
    shown = api.get("datasets", name, "versions", version_of(api, name, version or "current"))
    definition = shown["definition"]
    if definition is None or definition["profile"] is None:
        raise Invalid(f"{name} was not defined with one profile; define a dataset with --profile")
    if site is None and len(definition["sites"]) > 1:
        raise Invalid(f"{name} is of several sites; name one with --site: {', '.join(definition['sites'])}")
    told = {field: definition[field] for field in ("profile", "since", "until")}
    frozen = {"name": name, "version": shown["version"]}
    return {"site": site or definition["sites"][0], **told, "dataset": frozen}


def wait_for(api: Platform, model: str, run: str, *, within_s: float) -> Json:
    """Wait until a training has ended.

    Raises:
        Unavailable: it has not within the time.
    """
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        answer = api.get("models", model, "trainings", run)
        if answer["status"] != "RUNNING":
            return answer
        time.sleep(POLL_S)
    raise Unavailable(f"the training {run} has not ended after {within_s:.0f} s", training=run)
