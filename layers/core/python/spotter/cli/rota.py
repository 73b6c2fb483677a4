"""`spotter rota`: who is on call at a site, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.files import mapping_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell

app = typer.Typer(help="Who is on call at a site, and when.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]


@app.command("set")
def put(
    site: Site,
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON or YAML with timezone, shifts, overrides and after_s; - reads standard input."
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Say who is on call, in place of what was said before, and hear in which hours nobody is."""
    answer = platform().put("sites", site, "rota", body=mapping_of(file))
    for gap in answer["gaps"]:
        tell(f"warning: {gap}")
    show_list(answer, answer["shifts"], ("name", "days", "start", "end", "zone", "tiers"), as_json=as_json)


@app.command("show")
def one(site: Site, *, as_json: AsJson = False) -> None:
    """Show who is on call and when."""
    answer = platform().get("sites", site, "rota")
    for gap in answer["gaps"]:
        tell(f"warning: {gap}")
    if not as_json:
        show({name: answer[name] for name in ("timezone", "after_s", "overrides")}, as_json=False)
    show_list(answer, answer["shifts"], ("name", "days", "start", "end", "zone", "tiers"), as_json=as_json)


@app.command()
def who(
    site: Site,
    *,
    at: Annotated[
        str | None, typer.Option(help="When, for example 2026-11-29T03:00:00+09:00; now if left out.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="For an alarm in this zone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who is on call at a moment."""
    answer = platform().get("sites", site, "on-call", at=at, zone=zone)
    rows = [{"tier": number, "people": tier} for number, tier in enumerate(answer["tiers"], start=1)]
    if not rows:
        tell("nobody is on call then: all supervisors of the site would be paged")
    show_list(answer, rows, ("tier", "people"), as_json=as_json)
