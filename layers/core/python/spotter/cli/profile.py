"""`spotter profile`: the data structures of devices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.dry_runs import dry_run_of, show_run
from spotter.cli.files import mapping_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.profiles import Draft
from spotter.domain.dry_runs import losses
from spotter.domain.profile_changes import changes_between
from spotter.domain.short_forms import TYPE_NAMES, written_out
from spotter.errors import Invalid

app = typer.Typer(help="Data structures: which channels a kind of device has.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The profile's name, for example gas-helmet.")]
File = Annotated[
    Path,
    typer.Argument(
        help='JSON or YAML: {"channels": {"ch4": {"type": "number"}}}, or in short {"ch4": "Decimal"}.'
    ),
]
Version = Annotated[int | None, typer.Option(help="Which version; the latest when left out.")]
COLUMNS = ("channel", "type", "unit", "minimum", "maximum", "hazard")


@app.command()
def put(
    name: Name,
    file: File,
    *,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Although readings would be lost.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the next version of a profile; what the latest says already makes none.

    A changed profile is tried on the last 7 days first: where it would lose readings, it is refused.
    Devices stay with the version that they have until `spotter device move-profile`.
    """
    body = mapping_of(file)
    if not accept_loss:
        run = dry_run_of(name, body)
        if losses(run):
            show_run(run, as_json=as_json)
            raise Invalid("this would lose readings; to do it all the same say --accept-loss")
    answer = platform().put("profiles", name, body=body, accept_loss="true" if accept_loss else None)
    show(answer if as_json else _as_set(answer), as_json=as_json)


@app.command("dry-run")
def dry_run(name: Name, file: File, *, as_json: AsJson = False) -> None:
    """Say what a data structure would make of the readings of the last 7 days; nothing is changed.

    Ends with 1 when something would be lost.
    """
    run = dry_run_of(name, mapping_of(file))
    show_run(run, as_json=as_json)
    if losses(run):
        raise typer.Exit(1)


@app.command()
def diff(
    name: Name,
    file: Annotated[Path | None, typer.Argument(help="A file to compare with; or say --to.")] = None,
    *,
    version: Version = None,
    to: Annotated[int | None, typer.Option(help="The version to compare with.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show in what a version of a profile differs from a file, or from another version."""
    if (file is None) is (to is None):
        raise Invalid("say what to compare with: a file, or --to and a version")
    before = _draft(platform().get("profiles", name, version=version))
    after = _draft(platform().get("profiles", name, version=to) if file is None else mapping_of(file))
    rows = [change._asdict() for change in changes_between(before, after)]
    show_list({"changes": rows}, rows, ("channel", "field", "before", "after"), as_json=as_json)
    if not rows and not as_json:
        tell("there is no difference")


@app.command()
def schema() -> None:
    """Give the JSON Schema of a profile's file, for editors that check while one writes."""
    described = msgspec.json.schema(Draft)
    full = described["$defs"]["Draft"]["properties"]["channels"]
    full["additionalProperties"] = {"anyOf": [full["additionalProperties"], {"enum": sorted(TYPE_NAMES)}]}
    short = {"type": "object", "additionalProperties": {"enum": sorted(TYPE_NAMES)}}
    show({**described, "anyOf": [{"$ref": described.pop("$ref")}, short]}, as_json=True)


@app.command("list")
def all_profiles(*, as_json: AsJson = False) -> None:
    """List the latest version of each profile."""
    answer = platform().get("profiles")
    rows = [{**each, "channels": list(each["channels"])} for each in answer["profiles"]]
    show_list(answer, rows, ("name", "version", "channels"), as_json=as_json)


@app.command("show")
def one(name: Name, *, version: Version = None, as_json: AsJson = False) -> None:
    """Show the channels of a profile."""
    answer = platform().get("profiles", name, version=version)
    rows = [{"channel": channel, **fields} for channel, fields in answer["channels"].items()]
    show_list(answer, rows, COLUMNS, as_json=as_json)


def _draft(said: Json) -> Draft:
    """Read what a file or an answer says, as one that can be compared: what is not set stands for nothing."""
    full = written_out(said)
    plain: Json = msgspec.convert(full, Json)
    channels = {name: _set(fields) for name, fields in plain.get("channels", {}).items()}
    try:
        return msgspec.convert(
            {"channels": channels, **({"codec": plain["codec"]} if "codec" in plain else {})}, Draft
        )
    except msgspec.ValidationError as err:
        raise Invalid(f"this is no profile: {err}") from err


def _as_set(answer: Json) -> Json:
    """Give what was set of a profile, each channel on a line of its own."""
    channels = {name: _set(fields) for name, fields in answer.get("channels", {}).items()}
    return {**{field: answer[field] for field in ("name", "version", "codec") if field in answer}, **channels}


def _set(fields: Json) -> Json:
    return {field: value for field, value in fields.items() if value is not None}
