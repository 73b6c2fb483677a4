"""Studies: searches that several processes work on, and that outlive each of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from spotter.cli.amounts import seconds
from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import Invalid, NotFound
from spotter.learning.lean import import_lightgbm

if TYPE_CHECKING:
    from spotter.contracts.studies import RowsOfDataset, RowsOfFile, Standing

app = typer.Typer(help=__doc__, no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the study.")]
Store = Annotated[
    str, typer.Option(help="Where studies live: a file, or dynamodb:TABLE.", envvar="STUDY_STORE")
]
Maybe = Annotated[
    str | None,
    typer.Option("--store", help="A file, or dynamodb:TABLE, not the platform.", envvar="STUDY_STORE"),
]
Bucket = Annotated[str | None, typer.Option(help="Bucket of the lake, for datasets.", envvar="LAKE_BUCKET")]
Whose = Annotated[str, typer.Option("--tenant", help="Whose study it is.", envvar="SPOTTER_TENANT")]
Data = Annotated[Path | None, typer.Option(help="File with one row an example, that all workers can read.")]
Dataset = Annotated[str | None, typer.Option(help="MODEL/VERSION: the training rows of a dataset version.")]
Text = Annotated[str | None, typer.Option()]


@app.command()
def start(  # noqa: PLR0913 - one argument an option
    name: Name,
    *,
    store: Maybe = None,
    data: Data = None,
    label: Text = None,
    group: Text = None,
    time: Text = None,
    drop: Annotated[str, typer.Option(help="Columns that are no features, separated by commas.")] = "",
    dataset: Dataset = None,
    metric: Text = None,
    trials: Annotated[int, typer.Option(min=1, help="Trials to finish.")] = 60,
    abreast: Annotated[int, typer.Option(min=1, help="Trials that may be trained at the same time.")] = 4,
    lease: Annotated[str, typer.Option(help="How long a worker may hold a trial.")] = "15m",
    seed: Annotated[int, typer.Option(help="Seed of the search and of every trial.")] = 0,
    tenant: Whose = "local",
    as_json: AsJson = False,
) -> None:
    """Begin a study on the platform, whose workers begin at once, or in a store for workers of your own."""
    if store is None:
        asked: Json = {"trials": trials, "workers": abreast, "seed": seed, "metric": metric}
        show(platform().put("studies", name, body=_rows_named(dataset) | asked), as_json=as_json)
        return
    from spotter.bootstrap.studies import records_of
    from spotter.contracts.studies import Study
    from spotter.stores.studies import Studies

    study = Study(
        Tenant(tenant),
        name,
        _rows_of_dataset(dataset) if data is None else _rows_of_file(data, label, group, time, drop),
        trials,
        datetime.now(UTC),
        seed=seed,
        metric=metric,
        abreast=abreast,
        lease_s=seconds(lease),
    )
    Studies(records_of(store)).add(study)
    show(msgspec.to_builtins(study), as_json=as_json)


@app.command("show")
def shown(name: Name, *, as_json: AsJson = False) -> None:
    """Show a study of the platform: what it is about, how many trials are finished, and the best."""
    show(platform().get("studies", name), as_json=as_json)


@app.command("list")
def every(*, as_json: AsJson = False) -> None:
    """List the studies of the platform."""
    answer = platform().get("studies")
    columns = ("name", "about", "trials", "finished", "leased", "left", "begun_at")
    show_list(answer, answer["studies"], columns, as_json=as_json)


@app.command()
def trials(name: Name, *, store: Maybe = None, tenant: Whose = "local", as_json: AsJson = False) -> None:
    """List the trials of a study: who holds which, and what the finished ones found."""
    answer = platform().get("studies", name, "trials") if store is None else _trials(store, tenant, name)
    columns = ("number", "state", "loss", "rounds", "attempt", "owner", "until", "params")
    show_list(answer, answer["trials"], columns, as_json=as_json)


@app.command()
def status(name: Name, *, store: Store, tenant: Whose = "local", as_json: AsJson = False) -> None:
    """Say how many trials are finished, held and left, and which is the best."""
    _show(_standing(store, tenant, name), as_json=as_json)


@app.command()
def work(
    name: Name,
    *,
    store: Store,
    bucket: Bucket = None,
    budget: Annotated[str, typer.Option(help="Time to work at most: 10m, 12h.")] = "10m",
    threads: Annotated[int, typer.Option(min=1, help="Threads at most.")] = 1,
    tenant: Whose = "local",
    as_json: AsJson = False,
) -> None:
    """Train trials until none is to be had or the time is up; start as many workers as there are machines."""
    import_lightgbm()
    from spotter.bootstrap.studies import worker

    until = datetime.now(UTC) + timedelta(seconds=seconds(budget))
    working = worker(store, bucket, threads=threads)
    standing = working(Tenant(tenant), name, until=until, tell=_tell)
    _show(standing, as_json=as_json)


@app.command()
def best(name: Name, *, store: Store, tenant: Whose = "local", as_json: AsJson = False) -> None:
    """Give the best trial so far; its parameters are a start for `spotter train --from`."""
    standing = _standing(store, tenant, name)
    if standing.best is None:
        raise NotFound("finished trial of the study", name)
    show(msgspec.to_builtins(standing.best), as_json=as_json)


def _trials(store: str, tenant: str, name: str) -> Json:
    from spotter.bootstrap.studies import records_of
    from spotter.services.show_study import show_trials
    from spotter.stores.studies import Studies

    found = show_trials(Studies(records_of(store)), Tenant(tenant), name)
    return {"study": name, "trials": msgspec.to_builtins(found)}


def _standing(store: str, tenant: str, name: str) -> Standing:
    from spotter.bootstrap.studies import records_of
    from spotter.stores.studies import Studies, standing_of

    studies = Studies(records_of(store))
    study = studies.study(Tenant(tenant), name)
    return standing_of(study, studies.trials(study))


def _rows_of_file(
    data: Path, label: str | None, group: str | None, time: str | None, dropped: str
) -> RowsOfFile:
    from spotter.contracts.studies import RowsOfFile
    from spotter.learning.files import read_table

    if label is None:
        raise Invalid("a file needs a label: --label COLUMN")
    drop = tuple(filter(None, map(str.strip, dropped.split(","))))
    table = read_table(data)
    for column in (label, group, time, *drop):
        if column is not None:
            table.column(column, role="named")
    return RowsOfFile(str(data.resolve()), table.digest, label, group, time, drop)


def _rows_of_dataset(dataset: str | None) -> RowsOfDataset:
    from spotter.contracts.studies import RowsOfDataset

    model, version = _named(dataset)
    return RowsOfDataset(ModelName(model), version)


def _rows_named(dataset: str | None) -> Json:
    model, version = _named(dataset)
    return {"model": model, "dataset": version}


def _named(dataset: str | None) -> tuple[str, str]:
    model, _, version = (dataset or "").partition("/")
    if not version:
        rows = "--data FILE --label COLUMN with a --store, or --dataset MODEL/VERSION"
        raise Invalid(f"a study needs rows: {rows}")
    return model, version


def _show(standing: Standing, *, as_json: bool) -> None:
    show(msgspec.to_builtins(standing) | {"left": standing.left}, as_json=as_json)


def _tell(standing: Standing) -> None:
    said = "" if standing.best is None else f", best {standing.best.loss:.5f}"
    tell(f"{standing.finished} of {standing.trials} trials finished, {standing.leased} held{said}")
