"""`spotter gateway`: run an edge gateway, and what belongs to it."""

from __future__ import annotations

import json
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.gateway_identity import COMMANDS, write_set_up
from spotter.cli.session import broker_of, identities, platform, session
from spotter.cli.show import AsJson, show

app = typer.Typer(
    help="Gateways: what runs between the devices of a site and the cloud.", no_args_is_help=True
)
for command in COMMANDS:
    app.command()(command)
Config = Annotated[Path, typer.Option(help="The gateway's configuration, YAML or JSON.")]
Name = Annotated[str, typer.Argument(help="The gateway's name; a gateway is a registered device.")]


@app.command()
def run(*, config: Config) -> None:
    """Run the gateway until it is stopped. Each event is one line of JSON on standard error."""
    from spotter.edge.gateway.assembly import run as serve
    from spotter.edge.gateway.config import load

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    serve(load(config), stop, _log)


@app.command()
def check(*, config: Config, as_json: AsJson = False) -> None:
    """Check the configuration, the identity and the manifest, without connecting to anything."""
    from spotter.edge.gateway.cloud import Papers
    from spotter.edge.gateway.config import load
    from spotter.edge.gateway.knowledge import known

    loaded = load(config)
    manifest, identity = known(loaded), Papers(loaded).identity
    broker = loaded.cloud or identity.broker
    told = {
        "gateway": loaded.gateway,
        "site": manifest.site,
        "devices": len(manifest.devices),
        "profiles": len(manifest.profiles),
        "rules": f"{manifest.rules.name} {manifest.rules.edition} ({len(manifest.rules.rules)})",
        "cloud": f"{broker.host}:{broker.port}",
    }
    show(told, as_json=as_json)


@app.command()
def status(*, config: Config, as_json: AsJson = False) -> None:
    """Show what waits in the spool, and which versions are installed; the gateway may run or not."""
    from spotter.edge.gateway.config import load
    from spotter.edge.gateway.spooled import state_of

    show(state_of(load(config)), as_json=as_json)


@app.command()
def appoint(
    name: Name,
    devices: Annotated[list[str], typer.Argument(help="Devices of the same site.")],
    *,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Take it back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let the gateway send readings on behalf of devices."""
    body = {"devices": devices, "speaks": not no_longer}
    show(platform().post("gateways", name, "devices", body=body)["gateways"], as_json=as_json)


@app.command()
def init(
    name: Name,
    *,
    site: Annotated[str, typer.Option(help="Where the gateway stands.")],
    out: Annotated[Path, typer.Option(help="Folder to fill.")] = Path(),
    profile: Annotated[str, typer.Option(help="The profile of the gateway's own readings.")] = "gateway",
    as_json: AsJson = False,
) -> None:
    """Register a gateway and write all it needs into a folder: identity, manifest, configuration."""
    from spotter.cli.identities import identity_of
    from spotter.edge.gateway.reports import GATEWAY_CHANNELS

    api = platform()
    api.put("profiles", profile, body={"channels": msgspec.to_builtins(GATEWAY_CHANNELS)})
    identity = identity_of(api.post("devices", body={"device": name, "site": site, "profile": profile}))
    identity.save(identities())
    folder = out / name
    identity.save(out)
    known = msgspec.json.encode(api.get("gateways", name, "manifest"))
    config = write_set_up(folder, name, broker_of(identity), known)
    show({"config": str(config), "platform": session().api_url}, as_json=as_json)


@app.command()
def manifest(
    name: Name, *, out: Annotated[Path, typer.Option(help="The file to write.")], as_json: AsJson = False
) -> None:
    """Fetch what the gateway needs to know to judge readings: devices, profiles, rules."""
    content = msgspec.json.encode(platform().get("gateways", name, "manifest"))
    out.write_bytes(msgspec.json.format(content))
    show({"manifest": str(out), "bytes": len(content)}, as_json=as_json)


@app.command()
def deploy(
    name: Name,
    *,
    file: Annotated[
        Path | None,
        typer.Option(help="What to install; else what the platform has for the gateway now."),
    ] = None,
    kind: Annotated[
        str, typer.Option(help="manifest: who, profiles, rules; model: the live models.")
    ] = "manifest",
    as_json: AsJson = False,
) -> None:
    """Order an update; the gateway is told when it is online, checks the digest and reports back.

    The address from which it downloads holds for twelve hours at most; order again for one that was away.
    """
    content = b"" if file is None else content_of(file)
    show(platform().post("gateways", name, "updates", kind, body=content), as_json=as_json)


@app.command()
def update(
    name: Name,
    job: Annotated[str, typer.Argument(help="The order, as `deploy` named it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show how an ordered update stands, and why it failed if it did."""
    show(platform().get("gateways", name, "updates", job), as_json=as_json)


def _log(event: str, text: str) -> None:
    line = {"at": datetime.now(UTC).isoformat(), "event": event, "text": text}
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()
