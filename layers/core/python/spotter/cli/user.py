"""`spotter user`: people who sign in, and what they may do."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.users import Role

app = typer.Typer(help="People who sign in, and what they may do.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Their user name, for example siobhan.")]
Roles = Annotated[list[Role], typer.Option("--role", help="What they may do; as often as needed.")]


@app.command()
def add(name: Name, *, role: Roles, as_json: AsJson = False) -> None:
    """Add somebody. The password is shown once; they change it when they first sign in."""
    answer = platform().post("users", body={"name": name, "roles": [each.value for each in role]})
    tell(f"hand {name} this password where nobody else reads; `spotter login --user {name}` asks for it")
    show(answer, as_json=as_json)


@app.command("list")
def everybody(*, as_json: AsJson = False) -> None:
    """List who may sign in, or could once."""
    answer = platform().get("users")
    show_list(answer, answer["users"], ("name", "roles", "state"), as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show what somebody may do."""
    show(platform().get("users", name), as_json=as_json)


@app.command()
def roles(name: Name, *, role: Roles, as_json: AsJson = False) -> None:
    """Give somebody these roles and no others; a session that is open keeps its roles for an hour at most."""
    body = {"roles": [each.value for each in role]}
    show(platform().put("users", name, "roles", body=body), as_json=as_json)


@app.command()
def close(name: Name, *, as_json: AsJson = False) -> None:
    """Let somebody sign in no more; `reopen` undoes it. Their name stays theirs, as ledgers name them."""
    show(platform().post("users", name, "close"), as_json=as_json)


@app.command()
def reopen(name: Name, *, as_json: AsJson = False) -> None:
    """Let somebody sign in again, with the password and the roles that they had."""
    show(platform().post("users", name, "reopen"), as_json=as_json)
