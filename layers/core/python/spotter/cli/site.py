"""`spotter site`: places where people work, and who is paged for them."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list
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
    as_json: AsJson = False,
) -> None:
    """Describe a site, in place of what was said of it before."""
    people = [_person(text) for text in supervisor or ()]
    show(platform().put("sites", name, body={"title": title, "supervisors": people}), as_json=as_json)


@app.command("list")
def all_sites(*, as_json: AsJson = False) -> None:
    """List all sites."""
    answer = platform().get("sites")
    show_list(answer, answer["sites"], ("name", "title", "supervisors"), as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show a site."""
    show(platform().get("sites", name), as_json=as_json)


def _person(text: str) -> dict[str, str]:
    name, equals, phone = text.rpartition("=")
    if not equals:
        raise Invalid(f"a supervisor is given as NAME=PHONE, for example Kim=+821012345678, not as {text}")
    return {"name": name, "phone": phone}
