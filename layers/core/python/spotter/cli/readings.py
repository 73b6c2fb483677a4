"""`spotter readings`: ask the archive, and hand readings over by HTTP as a gateway without MQTT does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Platform
from spotter.cli.files import content_of
from spotter.cli.readings_query import query, verify
from spotter.cli.session import identities, session
from spotter.cli.show import AsJson, show
from spotter.edge.identity import DeviceIdentity

app = typer.Typer(help="Readings: what devices measured.", no_args_is_help=True)
app.command()(query)
app.command()(verify)


@app.command()
def post(
    device: Annotated[str, typer.Argument(help="The device, registered from this machine.")],
    file: Annotated[Path, typer.Argument(help="A message or a batch as JSON; - reads standard input.")],
    *,
    folder: Annotated[Path | None, typer.Option(help="Where its identity is kept.")] = None,
    as_json: AsJson = False,
) -> None:
    """Post a file as it is with the device's own token. It is judged like any MQTT message."""
    identity = DeviceIdentity.load(folder or identities(), device)
    api = Platform(session().api_url, identity.token)
    show(api.post("devices", device, "readings", body=content_of(file)), as_json=as_json)
