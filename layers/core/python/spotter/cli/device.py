"""`spotter device`: register devices, find them, and say what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli import assignment, device_life, fleet
from spotter.cli.device_import import import_devices
from spotter.cli.device_profiles import move_profile
from spotter.cli.files import content_of
from spotter.cli.identities import identity_of
from spotter.cli.session import identities, platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.devices import DeviceState
from spotter.errors import Invalid

app = typer.Typer(help="Devices: edge terminals with an identity of their own.", no_args_is_help=True)
app.command("import")(import_devices)
app.command("move-profile")(move_profile)
for _command in (*device_life.COMMANDS, *assignment.COMMANDS):
    app.command()(_command)
for _name, _group in fleet.GROUPS.items():
    app.add_typer(_group, name=_name)
Name = Annotated[str, typer.Argument(help="The device's name, for example helmet-7.")]
Marks = Annotated[list[str] | None, typer.Option(help="As often as needed.")]
COLUMNS = ("name", "site", "profile", "profile_version", "state", "tags", "groups", "registered_at")
SECRETS = frozenset({"certificate_pem", "private_key", "token"})


@app.command()
def register(  # noqa: PLR0913 - one option for each thing that can be said
    name: Name,
    *,
    site: Annotated[str, typer.Option(help="Where the device is.")],
    profile: Annotated[str, typer.Option(help="The data structure of its readings.")],
    tag: Marks = None,
    group: Marks = None,
    csr: Annotated[Path | None, typer.Option(help="A certificate signing request (PEM) of its own.")] = None,
    key: Annotated[Path | None, typer.Option(help="The private key of the request; it is not sent.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for its identity; in ~/.spotter by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register a device and keep its certificate, key and token, which are shown this once."""
    if (csr is None) is not (key is None):
        raise Invalid("give --csr and --key together: the identity is of no use without its key")
    body = {"device": name, "site": site, "profile": profile, "tags": tag or [], "groups": group or []}
    if csr is not None:
        body["csr"] = content_of(csr).decode(errors="replace")
    own_key = None if key is None else content_of(key).decode(errors="replace")
    answer = platform().post("devices", body=body)
    place = identity_of({**answer, "private_key": own_key or answer["private_key"]}).save(out or identities())
    told = {field: value for field, value in answer.items() if field not in SECRETS}
    show({**told, "identity": str(place)}, as_json=as_json)


@app.command("list")
@app.command("search")
def some(  # noqa: PLR0913 - one option for each thing that can be asked for
    text: Annotated[str | None, typer.Argument(help="In name, site, profile, tags or groups.")] = None,
    *,
    site: Annotated[str | None, typer.Option(help="Only devices of this site.")] = None,
    profile: Annotated[str | None, typer.Option(help="Only devices of this profile.")] = None,
    state: Annotated[DeviceState | None, typer.Option(help="Only devices in this state.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only devices with this tag.")] = None,
    group: Annotated[str | None, typer.Option(help="Only devices of this group.")] = None,
    after: Annotated[str | None, typer.Option(help="Go on after this name.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the devices that are looked for, by name; `next` of the JSON answer goes into --after."""
    answer = platform().get(
        "devices",
        text=text,
        site=site,
        profile=profile,
        state=state,
        tag=tag,
        group=group,
        after=after,
        limit=limit,
    )
    show_list(answer, answer["devices"], COLUMNS, as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show a device."""
    show(platform().get("devices", name), as_json=as_json)


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


@app.command()
def update(
    name: Name,
    *,
    site: Annotated[str | None, typer.Option(help="Where it is now.")] = None,
    profile: Annotated[str | None, typer.Option(help="Its profile; takes the latest version.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="All of its tags, as often as needed.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="All of its groups, as often as needed.")] = None,
    untag: Annotated[bool, typer.Option("--no-tags", help="Take all tags away.")] = False,
    ungroup: Annotated[bool, typer.Option("--no-groups", help="Take it out of all groups.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say anew where a device is, which profile it has, or what it is tagged and grouped as."""
    said = {
        "site": site,
        "profile": profile,
        "tags": [] if untag else tag or None,
        "groups": [] if ungroup else group or None,
    }
    body = {field: value for field, value in said.items() if value is not None}
    if not body:
        raise Invalid("say what to change: --site, --profile, --tag, --group, --no-tags or --no-groups")
    show(platform().patch("devices", name, body=body), as_json=as_json)
