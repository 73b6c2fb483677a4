"""`spotter worker`: what has to be known of those who wear devices."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list

app = typer.Typer(
    help="Workers: the year of birth, from which limits by age follow. Operators only.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="The worker's name, for example kim, as devices are assigned to.")]


@app.command()
def put(
    name: Name,
    *,
    born: Annotated[int, typer.Option(help="The year of birth, for example 1978.")],
    as_json: AsJson = False,
) -> None:
    """Record a worker's year of birth, in place of what was recorded."""
    show(platform().put("workers", name, body={"born": born}), as_json=as_json)


@app.command("list")
def everybody(*, as_json: AsJson = False) -> None:
    """List the workers of whom something was recorded."""
    answer = platform().get("workers")
    show_list(answer, answer["workers"], ("name", "born", "erased", "by", "at"), as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show what is recorded of a worker."""
    show(platform().get("workers", name), as_json=as_json)


@app.command()
def erase(name: Name, *, as_json: AsJson = False) -> None:
    """Erase what is recorded of a worker; limits by age are then those for an unknown age."""
    show(platform().delete("workers", name), as_json=as_json)
