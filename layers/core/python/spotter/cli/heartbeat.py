"""`spotter heartbeat`: test the way of alarms from a device to somebody's phone, again and again."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.session import broker_of, identities, platform
from spotter.cli.show import AsJson, show, tell
from spotter.edge.identity import DeviceIdentity
from spotter.edge.messages import Measured, encode
from spotter.stores.pulses import heartbeat_norms

app = typer.Typer(help="Test the way of alarms, from a device to a phone and back.", no_args_is_help=True)
Site = Annotated[str, typer.Argument(help="The site.")]


@app.command("set")
def put(
    site: Site,
    *,
    device: Annotated[str, typer.Option(help="The device of the site that beats.")],
    receipt: Annotated[str, typer.Option(help="The contact that answers for it; nobody else is paged.")],
    as_json: AsJson = False,
) -> None:
    """Say which device beats and who answers; from then on silence is told to the operators."""
    body = {"device": device, "receipt": receipt}
    show(platform().put("sites", site, "heartbeat", body=body), as_json=as_json)


@app.command("show")
def one(site: Site, *, as_json: AsJson = False) -> None:
    """Show the route and when its last alarm was raised, paged and answered."""
    show(platform().get("sites", site, "heartbeat"), as_json=as_json)


@app.command()
def beat(
    device: Annotated[str, typer.Argument(help="The device, registered from this machine.")],
    *,
    rounds: Annotated[int, typer.Option(min=0, help="How many rounds; 0 goes on for ever.")] = 1,
    folder: Annotated[Path | None, typer.Option(help="Where its identity is kept.")] = None,
) -> None:
    """Beat with the device's own certificate over MQTT: one, and a minute later nought."""
    identity = DeviceIdentity.load(folder or identities(), device)
    norms, done = heartbeat_norms(), 0
    while not rounds or done < rounds:
        _say(identity, 1)
        tell(f"{datetime.now(UTC):%H:%M:%S} beat {done + 1}")
        time.sleep(norms.low_s)
        _say(identity, 0)
        done += 1
        if not rounds or done < rounds:
            time.sleep(norms.every_s - norms.low_s)


def _say(identity: DeviceIdentity, value: int) -> None:
    """Publish one value; that it fails is what the watch is for, and the next one is tried."""
    from spotter.edge.publisher import Publisher
    from spotter.errors import Unavailable

    now = datetime.now(UTC)
    payload = encode(Measured("heartbeat", int(now.timestamp()), now, {"heartbeat": value}))
    try:
        with Publisher(identity, broker_of(identity)) as publisher:
            publisher.publish(identity.events_topic, payload)
    except Unavailable as err:
        tell(f"not sent: {err.sentence}")
