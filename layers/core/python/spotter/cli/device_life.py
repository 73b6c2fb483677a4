"""`spotter device quarantine|suspect|release|rotate|retire|delete|check`: the life of a device."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.moments import Moment, as_moment
from spotter.cli.session import identities, platform
from spotter.cli.show import AsJson, show
from spotter.edge.identity import DeviceIdentity
from spotter.errors import Invalid

Name = Annotated[str, typer.Argument(help="The device's name, for example helmet-7.")]
Because = Annotated[str | None, typer.Option(help="Why, in a sentence.")]


def quarantine(name: Name, *, because: Because = None, as_json: AsJson = False) -> None:
    """Believe nothing that a device says until it is released; danger in it is still looked for."""
    show(platform().post("devices", name, "quarantine", body={"because": because}), as_json=as_json)


def suspect(name: Name, *, because: Because = None, as_json: AsJson = False) -> None:
    """Mark a device as suspect: it can show danger, and never its end."""
    show(platform().post("devices", name, "suspect", body={"because": because}), as_json=as_json)


def release(name: Name, *, because: Because = None, as_json: AsJson = False) -> None:
    """Believe a device again."""
    show(platform().post("devices", name, "release", body={"because": because}), as_json=as_json)


def rotate(
    name: Name,
    *,
    overlap_hours: Annotated[
        float, typer.Option(help="How long the old certificate stays good if the new one is not used.")
    ] = 24.0,
    csr: Annotated[Path | None, typer.Option(help="A certificate signing request (PEM) of its own.")] = None,
    key: Annotated[Path | None, typer.Option(help="The private key of the request; it is not sent.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of its identity; in ~/.spotter by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give a device a further certificate, and keep it in place of the one in its identity here."""
    if (csr is None) is not (key is None):
        raise Invalid("give --csr and --key together: the identity is of no use without its key")
    folder = out or identities()
    before = DeviceIdentity.load(folder, name)
    body: dict[str, object] = {"overlap": overlap_hours * 3600}
    if csr is not None:
        body["csr"] = content_of(csr).decode(errors="replace")
    own_key = None if key is None else content_of(key).decode(errors="replace")
    answer = platform().post("devices", name, "rotate", body=body)
    place = msgspec.structs.replace(
        before, certificate_pem=answer["certificate_pem"], private_key=own_key or answer["private_key"]
    ).save(folder)
    told = {field: answer[field] for field in ("device", "principal", "overlap_until")}
    show({**told, "identity": str(place)}, as_json=as_json)


def token(
    name: Name,
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder of its identity; in ~/.spotter by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give a device a token for HTTP, and keep it in its identity here; the one before opens nothing."""
    folder = out or identities()
    before = DeviceIdentity.load(folder, name)
    answer = platform().post("devices", name, "token")
    place = msgspec.structs.replace(before, token=answer["token"]).save(folder)
    show({"device": answer["device"], "identity": str(place)}, as_json=as_json)


def retire(name: Name, *, as_json: AsJson = False) -> None:
    """Retire a device for ever: its certificates and its token open nothing any more."""
    show(platform().post("devices", name, "retire"), as_json=as_json)


def delete(name: Name, *, as_json: AsJson = False) -> None:
    """Delete a device that was retired; its name stays taken, and what it measured stays."""
    show(platform().delete("devices", name), as_json=as_json)


def check(
    name: Name,
    channel: Annotated[str, typer.Argument(help="The channel whose sensor was checked.")],
    *,
    kind: Annotated[Literal["calibration", "bump_test"], typer.Option(help="What was done.")],
    at: Moment = None,
    as_json: AsJson = False,
) -> None:
    """Record that a sensor was calibrated or bump-tested, now if not said otherwise."""
    moment: datetime | None = as_moment(at)
    body = {"channel": channel, "kind": kind, "at": moment}
    show(platform().post("devices", name, "checks", body=body), as_json=as_json)


COMMANDS = (quarantine, suspect, release, rotate, token, retire, delete, check)
