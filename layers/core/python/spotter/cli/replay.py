"""`spotter replay` and `spotter simulate`: a whole site's devices, from recorded data or made up."""

from __future__ import annotations

import secrets
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spotter.cli.client import Platform
from spotter.cli.identities import identity_of
from spotter.cli.session import broker_of, identities, platform
from spotter.cli.show import AsJson, show
from spotter.edge.identity import DeviceIdentity
from spotter.errors import NotFound

if TYPE_CHECKING:
    from spotter.simulation.recording import Recording

Site = Annotated[str, typer.Option(help="The site at which the devices are; it must exist.")]
Lasting = Annotated[float, typer.Option(help="Seconds that the replay takes.")]


def replay(
    *,
    data: Annotated[Path, typer.Option(help="Folder of recorded data.")],
    site: Site,
    lasting: Lasting = 60.0,
    trials: Annotated[int, typer.Option(help="Trials of each person.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Replay recorded data over MQTT as if devices at a site sent it now, time compressed."""
    from spotter.simulation.recordings import recorded

    show(_perform(recorded(data, trials=trials, gas_rows=400), site, lasting), as_json=as_json)


def simulate(
    *,
    site: Site,
    seed: Annotated[int, typer.Option(help="The same seed, the same site.")] = 0,
    people: Annotated[int, typer.Option(help="How many workers with a wearable.")] = 10,
    detectors: Annotated[int, typer.Option(help="How many gas detectors.")] = 3,
    minutes: Annotated[int, typer.Option(help="How many minutes of their time.")] = 6,
    lasting: Lasting = 60.0,
    as_json: AsJson = False,
) -> None:
    """Simulate a site's devices and publish over MQTT what they measure, time compressed."""
    from spotter.simulation.site import site as simulated

    recording = simulated(seed=seed, people=people, detectors=detectors, minutes=minutes)
    show(_perform(recording, site, lasting), as_json=as_json)


def enrol(api: Platform, recording: Recording, site: str, folder: Path) -> dict[str, DeviceIdentity]:
    """Make sure that the profiles and devices of a recording are known; give the devices' identities."""
    for profile, channels in recording.profiles.items():
        api.put("profiles", profile, body={"channels": channels})
    found: dict[str, DeviceIdentity] = {}
    for device, profile in recording.devices.items():
        try:
            found[device] = DeviceIdentity.load(folder, device)
        except NotFound:
            body = {"device": device, "site": site, "profile": profile}
            found[device] = identity_of(api.post("devices", body=body))
            found[device].save(folder)
    return found


def _perform(recording: Recording, site: str, lasting_s: float) -> dict[str, object]:
    from spotter.edge.publisher import Publisher
    from spotter.simulation.player import play, shipments

    known = enrol(platform(), recording, site, identities())
    begins = datetime.now(UTC) - timedelta(seconds=recording.duration_s)
    with ExitStack() as stack:
        outlets = {
            device: stack.enter_context(Publisher(known[device], broker_of(known[device])))
            for device in recording.devices
        }
        play(
            shipments(recording, begins=begins, boot=f"replay-{secrets.token_hex(4)}"),
            outlets,
            lasting_s=lasting_s,
            clock=time.monotonic,
            sleep=time.sleep,
        )
    return {
        "source": recording.credit,
        "devices": len(recording.devices),
        "published": len(recording.samples),
        "begins": begins.isoformat(),
    }
