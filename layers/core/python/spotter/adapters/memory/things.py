"""Device identities in a dictionary."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from spotter.contracts.devices import Identity
from spotter.contracts.names import ThingName
from spotter.ports.things import Things


class MemoryThings:
    """The readable definition of Things; `may_connect` answers as a broker would."""

    def __init__(self) -> None:
        self._valid: dict[str, ThingName] = {}
        self._numbers = count(1)

    def issue(self, thing: ThingName) -> Identity:
        """Make a certificate for a thing."""
        principal = f"{next(self._numbers):064x}"
        self._valid[principal] = thing
        return Identity(
            principal=principal,
            certificate_arn=f"arn:aws:iot:eu-central-1:000000000000:cert/{principal}",
            certificate_pem=f"-----BEGIN CERTIFICATE-----\n{thing}\n-----END CERTIFICATE-----\n",
            private_key=f"-----BEGIN RSA PRIVATE KEY-----\n{principal}\n-----END RSA PRIVATE KEY-----\n",
            endpoint="iot.example.invalid",
        )

    def revoke(self, thing: ThingName, principal: str) -> None:
        """Revoke a certificate; one that is gone already is no error."""
        if self._valid.get(principal) == thing:
            del self._valid[principal]

    def may_connect(self, thing: ThingName, principal: str) -> bool:
        """Tell whether a certificate may connect as a thing."""
        return self._valid.get(principal) == thing


if TYPE_CHECKING:
    _: Things = MemoryThings()
