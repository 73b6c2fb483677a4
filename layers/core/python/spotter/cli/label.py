"""`spotter label`: mark stretches of devices' time, to learn from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.files import mapping_of
from spotter.cli.label_decisions import adjudicate, agreement, from_alarms, from_incidents, show_label
from spotter.cli.label_files import import_file, template
from spotter.cli.label_suggestions import suggest
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list
from spotter.errors import Invalid

app = typer.Typer(help="Labels: what was true, and when.", no_args_is_help=True)
app.command("import")(import_file)
app.command("show")(show_label)
app.command("from-alarms")(from_alarms)
app.command("from-incidents")(from_incidents)
for _command in (template, agreement, adjudicate, suggest):
    app.command()(_command)


@app.command()
def mark(
    site: Annotated[str, typer.Argument(help="The site.")],
    label: Annotated[str, typer.Argument(help="The label, for example fall.")],
    *,
    device: Annotated[str | None, typer.Option(help="The device whose time is marked.")] = None,
    start: Annotated[str | None, typer.Option(help="From, for example 2026-11-24T09:00:00Z.")] = None,
    end: Annotated[str | None, typer.Option(help="Until.")] = None,
    file: Annotated[
        Path | None, typer.Option(help='JSON or YAML: {"intervals": [{"device", "start", "end"}]}.')
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add marked intervals to those that carry a label: one from options, or many from a file."""
    if file is not None:
        body = mapping_of(file)
    elif device and start and end:
        body = {"intervals": [{"device": device, "start": start, "end": end}]}
    else:
        raise Invalid("say --device, --start and --end, or --file")
    answer = platform().put("sites", site, "labels", label, body=body)
    show_list(answer, answer["intervals"], ("device", "start", "end"), as_json=as_json)
