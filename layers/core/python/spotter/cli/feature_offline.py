"""`spotter feature materialise|history|get`: features of what was archived, frozen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json, Platform
from spotter.cli.dataset_names import version_of
from spotter.cli.downloads import fetched
from spotter.cli.readings_query import moment
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list
from spotter.errors import Invalid, Unavailable

POLL_S = 0.5
PATIENCE_S = 86_400.0

Name = Annotated[str, typer.Argument(help="The feature set, for example motion; motion@2 for a version.")]


def materialise(
    name: Name,
    *,
    site: Annotated[list[str] | None, typer.Option(help="A site; may be told again.")] = None,
    since: Annotated[str, typer.Option(help="From the day of: a time, or how long ago.")] = "30d",
    until: Annotated[str, typer.Option(help="To the day of: a time, or how long ago.")] = "0s",
    dataset: Annotated[str | None, typer.Option(help="In place of sites: NAME@VERSION of a dataset.")] = None,
    known_at: Annotated[str | None, typer.Option(help="As it was known then; now if left out.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait for the end.")] = True,
    as_json: AsJson = False,
) -> None:
    """Compute a feature set of whole days and keep the rows; only what is new since then is added."""
    now = datetime.now(UTC)
    if bool(site) == bool(dataset):
        raise Invalid("name either sites (--site) or a dataset (--dataset)")
    origin: Json = {"kind": "archive", "sites": site}
    if dataset:
        of, _, said = dataset.partition("@")
        if not said:
            raise Invalid(f"say which version: --dataset {of}@2; spotter dataset versions {of} lists them")
        version = version_of(platform(), of, said)
        origin = {"kind": "dataset", "dataset": of, "version": version}
    else:
        origin |= {"since": moment(since, now=now).isoformat(), "until": moment(until, now=now).isoformat()}
    api, (called, number) = platform(), named(name)
    at = moment(known_at, now=now).isoformat() if known_at else None
    body = {"origin": origin, "version": number, "known_at": at}
    run = str(api.post("features", called, "materialisations", body=body)["materialisation"])
    if not wait:
        show({"materialisation": run}, as_json=as_json)
        return
    ended = _wait_for(api, called, run)
    made = api.get("features", called, "offline", str(ended["version"]), number=number)
    told = ("features", "table", "version", "rows", "added", "first_day", "last_day", "size", "known_at")
    show({field: made[field] for field in told}, as_json=as_json)


def history(name: Name, *, as_json: AsJson = False) -> None:
    """List what was materialised of a feature set, the last made first."""
    called, number = named(name)
    answer = platform().get("features", called, "offline", number=number)
    columns = ("table", "number", "version", "rows", "added", "known_at", "made_at", "by")
    show_list(answer, answer["versions"], columns, as_json=as_json)


def get(
    name: Name,
    *,
    out: Annotated[Path, typer.Option(help="The folder for the Parquet parts.")],
    version: Annotated[str, typer.Option(help="Which version.")] = "current",
    since: Annotated[str | None, typer.Option(help="From this day on, as 2026-11-24.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what was materialised: rows with `at`, and `arrived`, since when each could be known."""
    api, (called, number) = platform(), named(name)
    out.mkdir(parents=True, exist_ok=True)
    rows = files = 0
    for part in parts_of(api, called, number, version=version, since=since, until=until):
        file = out / f"{str(part['place']).replace('/', '-')}-{str(part['sha256'])[:12]}.parquet"
        half = file.with_suffix(".part")
        half.write_bytes(fetched(part["url"], part["sha256"]))
        half.replace(file)
        rows, files = rows + int(part["rows"]), files + 1
    show({"folder": str(out), "files": files, "rows": rows}, as_json=as_json)


def named(name: str) -> tuple[str, int | None]:
    """Take a name and a version apart, or raise Invalid."""
    called, mark, version = name.partition("@")
    if mark and not version.isdigit():
        raise Invalid(f"{name} is no feature set; write motion or motion@2")
    return called, int(version) if mark else None


def parts_of(
    api: Platform, name: str, number: int | None, *, version: str, since: str | None, until: str | None
) -> Iterator[Json]:
    """Ask for the parts of one version, some at a time, though the current one may change meanwhile."""
    first: int | None = 0
    while first is not None:
        asked = {"number": number, "since": since, "until": until, "first": first}
        page = api.get("features", name, "offline", version, "parts", **asked)
        version = str(page["version"])
        yield from page["parts"]
        first = page["next"]


def _wait_for(api: Platform, name: str, run: str) -> Json:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = api.get("features", name, "materialisations", run)
        if answer["status"] == "SUCCEEDED":
            return answer
        if answer["status"] != "RUNNING":
            kind, _, sentence = str(answer["cause"]).partition(": ")
            said = sentence if kind in {"Invalid", "Oversized", "NotFound"} else answer["cause"]
            raise Invalid(said or f"the run has {str(answer['status']).lower()}", run=run)
        time.sleep(POLL_S)
    raise Unavailable(f"the run {run} has not ended after {PATIENCE_S:.0f} s", run=run)
