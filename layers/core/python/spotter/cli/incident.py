"""`spotter incident`: what happened, where, when, to whom and how bad it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.row_files import bring, give_template
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list
from spotter.domain.incident_sheets import COLUMNS, rows_of
from spotter.domain.incident_sheets import template as a_template

app = typer.Typer(help="Incident reports, from which labels come.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]


@app.command()
def add(  # noqa: PLR0913 - an option for each thing that a report says
    site: Site,
    number: Annotated[str, typer.Argument(metavar="ID", help="The report's id, for example 2026-17.")],
    *,
    what: Annotated[str, typer.Option(help="What happened, named like a label: fall, gas, struck-by.")],
    start: Annotated[str, typer.Option(help="From, for example 2026-11-24T09:00:00Z.")],
    end: Annotated[str, typer.Option(help="Until.")],
    severity: Annotated[str, typer.Option(help="near_miss, first_aid, medical, lost_time or fatal.")],
    device: Annotated[str, typer.Option(help="The device that was worn.")] = "",
    worker: Annotated[str, typer.Option(help="Whom it struck; the device is found by what he wore.")] = "",
    zone: Annotated[str, typer.Option(help="Where.")] = "",
    give_or_take: Annotated[float, typer.Option(help="Seconds by which the times may be off.")] = 0.0,
    told: Annotated[str, typer.Option(help="What was told.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Report one incident; saying the same again changes nothing."""
    row = {
        "row": 1,
        "id": number,
        "what": what,
        "start": start,
        "end": end,
        "severity": severity,
        "device": device,
        "worker": worker,
        "zone": zone,
        "give_or_take_s": f"{give_or_take:g}",
        "told": told,
    }
    bring(site, "incidents", [row], dry_run=dry_run, as_json=as_json, called="reports")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help=f"CSV ({','.join(COLUMNS)}) or JSON; - for stdin.")],
    *,
    site: Annotated[str, typer.Option(help="The site at which they happened.")],
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of the file; utf-8 and cp949 are found by themselves.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take the reports of a file if every row is good; else say what is wrong with which, and take none."""
    rows = [msgspec.to_builtins(row) for row in rows_of(content_of(file), encoding=encoding)]
    bring(site, "incidents", rows, dry_run=dry_run, as_json=as_json, called="reports")


@app.command("list")
def list_incidents(site: Site, *, as_json: AsJson = False) -> None:
    """List the reports of a site; supervisors also see whom each struck and what was told."""
    answer = platform().get("sites", site, "incidents")
    columns = ("id", "what", "start", "end", "severity", "zone", "device", "worker", "told")
    show_list(answer, answer["incidents"], columns, as_json=as_json)


@app.command()
def template(
    *, out: Annotated[Path | None, typer.Option(help="File to write; standard output by default.")] = None
) -> None:
    """Write a CSV to fill in, with one example row."""
    give_template(a_template(), out, command="spotter incident import")
