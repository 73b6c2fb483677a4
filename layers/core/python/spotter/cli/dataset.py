"""`spotter dataset`: what is learned from, and its frozen versions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.dataset_export import export
from spotter.cli.dataset_extract import extract
from spotter.cli.dataset_names import HELP, version_of
from spotter.cli.dataset_schema import app as schema
from spotter.cli.dataset_upload import upload
from spotter.cli.dataset_validate import validate, waive
from spotter.cli.files import mapping_of, write_text
from spotter.cli.readings_query import moment, seconds
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.datasets import Kept
from spotter.contracts.readings import Trust
from spotter.errors import Invalid

app = typer.Typer(help="Datasets: what is learned from, and its frozen versions.", no_args_is_help=True)
app.command()(extract)
app.command()(export)
app.command()(upload)
app.command()(validate)
app.command()(waive)
app.add_typer(schema, name="schema")

Name = Annotated[str, typer.Argument(help="The dataset's name, for example gas-north.")]
OfVersion = Annotated[str, typer.Option("--version", help=HELP)]
_SUMMARY = ("version", "origin", "rows", "size", "parts", "known_at", "first_at", "last_at", "parent", "by")
_COLUMNS = (
    "name",
    "type",
    "unit",
    "present",
    "missing",
    "minimum",
    "mean",
    "maximum",
    "deviation",
    "constant",
)


@app.command()
def define(  # noqa: PLR0913 - an option for each thing that can be said
    name: Name,
    *,
    site: Annotated[list[str] | None, typer.Option(help="A site, as often as needed.")] = None,
    since: Annotated[str | None, typer.Option(help="A time, or how long ago: 15m, 2d.")] = None,
    until: Annotated[str | None, typer.Option(help="A time, or how long ago; now when left out.")] = None,
    profile: Annotated[str | None, typer.Option(help="Only devices of this profile.")] = None,
    device: Annotated[list[str] | None, typer.Option(help="Only these devices.")] = None,
    worker: Annotated[list[str] | None, typer.Option(help="Only what these wore, while wearing it.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only these channels.")] = None,
    trust: Annotated[list[Trust] | None, typer.Option(help="Only values believed so far.")] = None,
    every: Annotated[str | None, typer.Option(help="A row for each span: 10s, 1m, 1h.")] = None,
    kept: Annotated[Kept, typer.Option(help="What is kept of the numbers of a span.")] = Kept.MEAN,
    title: Annotated[str, typer.Option(help="What it is, in words.")] = "",
    file: Annotated[Path | None, typer.Option(help="All of this as JSON or YAML instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what belongs to a dataset. Versions that are there stay as they are."""
    body = mapping_of(file) if file else _body(site, since, until)
    said = {
        "profile": profile,
        "devices": device,
        "workers": worker,
        "channels": channel,
        "trusts": trust,
        "every_s": seconds(every) if every else None,
        "kept": kept if every else None,
        "title": title or None,
    }
    body |= {field: value for field, value in said.items() if value}
    show(platform().put("datasets", name, body=body), as_json=as_json)


@app.command()
def plan(
    name: Name,
    *,
    sql: Annotated[Path | None, typer.Option(help="Where to write the query for Athena.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how much an extraction would read; write the query for what no function can hold."""
    answer = platform().get("datasets", name, "plan")
    if sql is not None:
        write_text(sql, answer["query"])
        answer |= {"query": str(sql)}
    show(answer, as_json=as_json)


@app.command("list")
def all_datasets(*, as_json: AsJson = False) -> None:
    """List all datasets and which version of each is the current one."""
    answer = platform().get("datasets")
    rows = answer["datasets"]
    show_list(answer, rows, ("name", "head", "versions", "made_at", "by"), as_json=as_json)


@app.command("show")
def one(name: Name, *, version: OfVersion = "current", as_json: AsJson = False) -> None:
    """Show a version: what it holds, column by column, what it was made from and how."""
    api = platform()
    answer = api.get("datasets", name, "versions", version_of(api, name, version))
    if as_json:
        show(answer, as_json=True)
        return
    show({field: answer[field] for field in _SUMMARY}, as_json=False)
    show_list(answer, map(_timed, answer["columns"]), _COLUMNS, as_json=False)
    for warning in answer["warnings"]:
        tell(f"warning: {warning}")


@app.command()
def versions(name: Name, *, as_json: AsJson = False) -> None:
    """List the versions of a dataset, oldest first; the current one is marked, deleted ones say why."""
    answer = platform().get("datasets", name)
    head = answer["dataset"]["head"]
    rows = [
        {
            **each,
            "current": "*" if each["version"] == head else "",
            "deleted": each["deleted"] and "{by}: {why}".format(**each["deleted"]),
        }
        for each in answer["versions"]
    ]
    show_list(answer, rows, ("number", "version", "current", "rows", "made_at", "deleted"), as_json=as_json)


@app.command()
def preview(
    name: Name,
    *,
    version: OfVersion = "current",
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many rows.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show the first rows of a version; workers go by pseudonyms."""
    api = platform()
    answer = api.get("datasets", name, "versions", version_of(api, name, version), "rows", limit=limit)
    rows = answer["rows"]
    show_list(answer, rows, tuple(rows[0]) if rows else (), as_json=as_json)


@app.command()
def diff(
    name: Name,
    before: Annotated[str, typer.Argument(help=HELP)],
    after: Annotated[str, typer.Argument(help="Another one.")] = "current",
    *,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two versions: columns, what they come down to, and rows."""
    api = platform()
    before, after = (version_of(api, name, each) for each in (before, after))
    if after == "current":
        after = str(api.get("datasets", name, "versions", after)["version"])
    answer = api.get("datasets", name, "versions", before, "difference", to=after)
    if as_json:
        show(answer, as_json=True)
        return
    rows = answer["rows"] or {"added": "too many to compare"}
    counted = {field: answer[field] for field in ("rows_before", "rows_after", "parts_same")}
    show({"before": answer["before"], "after": answer["after"], **counted, **rows}, as_json=False)
    changed = [row for row in map(_changed, answer["columns"]) if row]
    show_list(answer, changed, ("column", "change", "missing", "minimum", "mean", "maximum"), as_json=False)


@app.command()
def rollback(
    name: Name, version: Annotated[str, typer.Argument(help=HELP)], *, as_json: AsJson = False
) -> None:
    """Make another version the current one; no version changes."""
    api = platform()
    body = {"version": version_of(api, name, version)}
    show(api.post("datasets", name, "rollback", body=body), as_json=as_json)


@app.command()
def delete(
    name: Name,
    version: Annotated[str, typer.Argument(help=HELP)],
    *,
    why: Annotated[str, typer.Option(help="The reason, which its tombstone keeps.")],
    as_json: AsJson = False,
) -> None:
    """Delete a version: it cannot be read any more, and its parts are kept for 90 days."""
    api = platform()
    wanted = version_of(api, name, version)
    show(api.post("datasets", name, "versions", wanted, "delete", body={"why": why}), as_json=as_json)


def _body(site: list[str] | None, since: str | None, until: str | None) -> Json:
    if not site or since is None:
        raise Invalid("a dataset needs --site and --since, or a --file that says them")
    now = datetime.now(UTC)
    return {
        "sites": site,
        "since": moment(since, now=now).isoformat(),
        "until": moment(until or "0s", now=now).isoformat(),
    }


def _changed(column: Json) -> Json | None:
    """Say how a column changed; None where it did not."""
    old, new = column["before"], column["after"]
    if old == new:
        return None
    change = "added" if old is None else "removed" if new is None else "values"
    if old and new and old["type"] != new["type"]:
        change = f"{old['type']} to {new['type']}"
    told = {
        field: f"{_short(old, field)} -> {_short(new, field)}"
        for field in ("missing", "minimum", "mean", "maximum")
    }
    return {"column": column["name"], "change": change, **told}


def _short(column: Json | None, field: str) -> str:
    value = column and _timed(column)[field]
    return "-" if value is None else value if isinstance(value, str) else f"{value:.6g}"


def _timed(column: Json) -> Json:
    """Say what a column of times comes down to as times; they come in epoch seconds."""
    if column["type"] != "time":
        return column
    ends = {field: column[field] for field in ("minimum", "maximum") if column[field] is not None}
    return column | {field: _moment(second) for field, second in ends.items()}


def _moment(second: float) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
