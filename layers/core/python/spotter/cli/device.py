"""`spotter device`: register, list, show and retire devices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.session import identities, platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.edge.identity import DeviceIdentity

app = typer.Typer(help="Devices: edge terminals with an identity of their own.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The device's name, for example helmet-7.")]


@app.command()
def register(
    name: Name,
    *,
    site: Annotated[str, typer.Option(help="Where the device is.")],
    profile: Annotated[str, typer.Option(help="The data structure of its readings.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for its identity; in ~/.spotter by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register a device and keep its certificate, key and token, which are shown this once."""
    answer = platform().post("devices", body={"device": name, "site": site, "profile": profile})
    place = identity_of(answer).save(out or identities())
    told = {
        key: value for key, value in answer.items() if key not in {"certificate_pem", "private_key", "token"}
    }
    show({**told, "identity": str(place)}, as_json=as_json)


@app.command("list")
def some(
    *,
    site: Annotated[str | None, typer.Option(help="Only devices of this site.")] = None,
    state: Annotated[str | None, typer.Option(help="active or retired.")] = None,
    after: Annotated[str | None, typer.Option(help="Go on after this name.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List devices by name."""
    answer = platform().get("devices", site=site, state=state, after=after, limit=limit)
    columns = ("name", "site", "profile", "profile_version", "state", "registered_at")
    show_list(answer, answer["devices"], columns, as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show a device."""
    show(platform().get("devices", name), as_json=as_json)


@app.command()
def retire(name: Name, *, as_json: AsJson = False) -> None:
    """Retire a device for ever: its certificate and its token open nothing any more."""
    show(platform().post("devices", name, "retire"), as_json=as_json)


@app.command()
def account(name: Name, *, as_json: AsJson = False) -> None:
    """Show how many readings a device published, what became of them, and how its clock is."""
    show(platform().get("devices", name, "account"), as_json=as_json)


@app.command()
def gaps(name: Name, *, as_json: AsJson = False) -> None:
    """List the readings of a device that are missing: the first and the last missing number of each gap."""
    answer = platform().get("devices", name, "gaps")
    show_list(answer, answer["gaps"], ("boot", "first", "last"), as_json=as_json)
    if answer["more"] and not as_json:
        tell(f"{answer['missing']} readings are missing; these are the first {len(answer['gaps'])} gaps")


def identity_of(answer: Json) -> DeviceIdentity:
    """Read a device's identity from what registration answered."""
    return DeviceIdentity(
        device=answer["device"],
        client_id=answer["client_id"],
        certificate_pem=answer["certificate_pem"],
        private_key=answer["private_key"],
        token=answer["token"],
        endpoint=answer["endpoint"],
        port=answer["port"],
        readings_topic=answer["topics"]["readings"],
        events_topic=answer["topics"]["events"],
    )
