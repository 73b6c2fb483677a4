"""Who is signed in to which platform: kept in a folder that only its owner can read."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import msgspec

from spotter.cli.client import Platform
from spotter.edge.identity import Broker, DeviceIdentity
from spotter.errors import Corrupt, Unauthorized

HOME = "SPOTTER_HOME"
"""The environment's name for the folder of session and device identities; `~/.spotter` when it is not set."""


class Session(msgspec.Struct, frozen=True):
    """A signed-in person. `broker` is set where devices connect elsewhere than registration says."""

    api_url: str
    user: str
    token: str
    expires: float
    broker: Broker | None = None

    def __repr__(self) -> str:
        """Say who it is, without the token."""
        return f"Session({self.user} at {self.api_url})"


def home() -> Path:
    """Name the folder that holds the session and, in `devices/`, what registration gave to devices."""
    return Path(os.environ.get(HOME) or Path.home() / ".spotter")


def keep(session: Session) -> Path:
    """Write the session for the commands that follow; only its owner can read it."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "session.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(session))
    return path


def session() -> Session:
    """Read who is signed in.

    Raises:
        Unauthorized: nobody is, or not any more.
        Corrupt: the file is not what was written.
    """
    path = home() / "session.json"
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Session)
    except FileNotFoundError as err:
        raise Unauthorized("nobody is signed in; use `spotter login`") from err
    except msgspec.DecodeError as err:
        raise Corrupt(f"{path} is no session; sign in again with `spotter login`") from err
    if kept.expires <= time.time():
        raise Unauthorized(f"the session of {kept.user} has expired; use `spotter login`")
    return kept


def platform() -> Platform:
    """Give the platform that somebody is signed in to."""
    kept = session()
    return Platform(kept.api_url, kept.token)


def identities() -> Path:
    """Name the folder of device identities of the platform that somebody is signed in to."""
    return home() / "devices" / hashlib.sha256(session().api_url.encode()).hexdigest()[:12]


def broker_of(identity: DeviceIdentity) -> Broker:
    """Say where a device connects: where the session says, or else where registration said."""
    return session().broker or identity.broker
