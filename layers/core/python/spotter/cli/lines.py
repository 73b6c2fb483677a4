"""`spotter line`: thresholds of live advisories that follow what supervisors answer."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show

app = typer.Typer(help="Lines of advisories that follow supervisors' answers.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The model's name, for example fall.")]
Site = Annotated[str, typer.Option(help="Where it is live.")]
Profile = Annotated[str | None, typer.Option(help="Needed where it is live for several profiles.")]


@app.command()
def follow(
    name: Name,
    *,
    site: Site,
    profile: Profile = None,
    lowest: Annotated[float | None, typer.Option(help="Bound that is never gone below.")] = None,
    highest: Annotated[float | None, typer.Option(help="Bound that is never gone above.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let the threshold follow answers, a step a shift; rule alarms know nothing of it."""
    body = {"lowest": lowest, "highest": highest}
    _show(platform().put(*_path(site, name), body=body, profile=profile), as_json=as_json)


@app.command("show")
def one(name: Name, *, site: Site, profile: Profile = None, as_json: AsJson = False) -> None:
    """Show the threshold in force and every move that led there."""
    _show(platform().get(*_path(site, name), profile=profile), as_json=as_json)


@app.command()
def learn(name: Name, *, site: Site, as_json: AsJson = False) -> None:
    """Learn now from what was answered since the last time."""
    _show(platform().post(*_path(site, name), "learn"), as_json=as_json)


@app.command()
def rollback(
    name: Name,
    *,
    site: Site,
    hold: Annotated[bool, typer.Option("--hold", help="Stay there until `follow` is said again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Go back to the calibrated threshold and forget what was learned."""
    _show(platform().post(*_path(site, name), "rollback", body={"hold": hold}), as_json=as_json)


def _path(site: str, name: str) -> tuple[str, ...]:
    return ("sites", site, "models", name, "line")


def _show(answer: Json, *, as_json: bool) -> None:
    show(answer, as_json=as_json)
