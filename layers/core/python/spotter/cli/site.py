"""`spotter site`: places where people work, and who is paged for them."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.people import SiteMode
from spotter.errors import Invalid

app = typer.Typer(help="Sites, and who is paged for them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The site's name, for example north-pit.")]


@app.command()
def put(
    name: Name,
    *,
    title: Annotated[str, typer.Option(help="What people call it.")],
    supervisor: Annotated[
        list[str] | None, typer.Option(help="NAME=PHONE of somebody to page, as often as needed.")
    ] = None,
    position: Annotated[
        tuple[float, float] | None, typer.Option(help="Latitude and longitude, for the map in pages.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Describe a site, in place of what was said of it before."""
    people = [_person(text) for text in supervisor or ()]
    where = {"position": position} if position else {}
    body = {"title": title, "supervisors": people, **where}
    show(platform().put("sites", name, body=body), as_json=as_json)


@app.command("list")
def all_sites(*, as_json: AsJson = False) -> None:
    """List all sites."""
    answer = platform().get("sites")
    show_list(answer, answer["sites"], ("name", "title", "supervisors"), as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show a site."""
    show(platform().get("sites", name), as_json=as_json)


@app.command()
def readiness(name: Name, *, as_json: AsJson = False) -> None:
    """Check whether lives may depend on a site's pages, and say what has to be done before."""
    answer = platform().get("sites", name, "readiness")
    show_list(answer, answer["checks"], ("topic", "passed", "found", "remedy"), as_json=as_json)
    ready = "ready for" if answer["is_ready"] else "not ready for"
    tell(f"{name} is in {answer['mode']} and {ready} production")


@app.command()
def mode(
    name: Name,
    to: Annotated[SiteMode, typer.Argument(help="trial or production.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Set the mode of a site; production is refused while a check of its readiness fails."""
    show(platform().put("sites", name, "mode", body={"mode": to.value}), as_json=as_json)


def _person(text: str) -> dict[str, str]:
    name, equals, phone = text.rpartition("=")
    if not equals:
        raise Invalid(f"a supervisor is given as NAME=PHONE, for example Kim=+821012345678, not as {text}")
    return {"name": name, "phone": phone}
