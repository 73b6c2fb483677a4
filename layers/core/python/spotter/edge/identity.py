"""Who a device is: what registration gave it, kept in a folder that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec

from spotter.errors import Corrupt, Invalid, NotFound


class Broker(msgspec.Struct, frozen=True):
    """Where devices connect. `authority` is the file of certificates that vouch for it, None the system's."""

    host: str
    port: int = 8883
    authority: str | None = None


class DeviceIdentity(msgspec.Struct, frozen=True):
    """A device's identity. Holds its private key and its token: nobody else should read them."""

    device: str
    client_id: str
    certificate_pem: str
    private_key: str
    token: str
    endpoint: str
    port: int
    readings_topic: str
    events_topic: str

    def __repr__(self) -> str:
        """Say who it is, without what opens something."""
        return f"DeviceIdentity({self.client_id})"

    def save(self, folder: Path) -> Path:
        """Write the identity to `<folder>/<device>/`: key, certificate, and all of it as JSON."""
        place = folder / self.device
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(place / "certificate.pem", self.certificate_pem.encode())
        write_private(place / "private.key", self.private_key.encode())
        write_private(place / "device.json", msgspec.json.format(msgspec.json.encode(self)))
        return place

    @classmethod
    def load(cls, folder: Path, device: str) -> Self:
        """Read an identity that was saved.

        Raises:
            NotFound: there is none of that device in the folder.
            Corrupt: the file is not what was written.
        """
        path = folder / device / "device.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError as err:
            raise NotFound("device identity", device, folder=str(folder)) from err
        except msgspec.DecodeError as err:
            raise Corrupt(f"{path} is no device identity: {err}", path=str(path)) from err

    @property
    def broker(self) -> Broker:
        """Where registration said to connect."""
        if not self.endpoint:
            raise Invalid("registration named no endpoint; say where to connect", device=self.device)
        return Broker(self.endpoint, self.port)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; whole or not at all."""
    arriving = path.with_name(f".{path.name}.arriving")
    with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)
