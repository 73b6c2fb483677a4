"""`spotter profile`: the data structures of devices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.files import mapping_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list

app = typer.Typer(help="Data structures: which channels a kind of device has.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The profile's name, for example gas-helmet.")]


@app.command()
def put(
    name: Name,
    file: Annotated[
        Path,
        typer.Argument(
            help='JSON or YAML: {"channels": {"ch4": {"type": "number"}}}, or in short {"ch4": "Decimal"}.'
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Make the next version of a profile; what the latest says already makes none."""
    show(platform().put("profiles", name, body=mapping_of(file)), as_json=as_json)


@app.command()
def schema() -> None:
    """Give the JSON Schema of a profile's file, for editors that check while one writes."""
    import msgspec

    from spotter.contracts.profiles import Draft
    from spotter.domain.short_forms import TYPE_NAMES

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
def one(
    name: Name,
    *,
    version: Annotated[int | None, typer.Option(help="Which version; the latest when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the channels of a profile."""
    answer = platform().get("profiles", name, version=version)
    rows = [{"channel": channel, **fields} for channel, fields in answer["channels"].items()]
    show_list(answer, rows, ("channel", "type", "unit", "minimum", "maximum", "hazard"), as_json=as_json)
