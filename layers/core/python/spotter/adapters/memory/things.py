"""Things in memory: what it means to have an identity."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from spotter.adapters.limits import check_request
from spotter.contracts.devices import Identity
from spotter.contracts.names import ThingName
from spotter.ports.things import Things


class MemoryThings:
    """Certificates in a dictionary; they are named, not made, so they cannot open a connection."""

    def __init__(self) -> None:
        self._things: dict[str, ThingName] = {}
        self._made: set[ThingName] = set()
        self._serials = count(1)

    def issue(self, thing: ThingName) -> Identity:
        """Make a certificate that may connect as the thing."""
        self._made.add(thing)
        principal = hashlib.sha256(f"{thing} {next(self._serials)}".encode()).hexdigest()
        self._things[principal] = thing
        return Identity(
            principal=principal,
            certificate_arn=f"arn:aws:iot:local:000000000000:cert/{principal}",
            certificate_pem=f"certificate {principal}",
            private_key=f"private key of {principal}",
            endpoint="iot.localhost",
        )

    def sign(self, thing: ThingName, csr: str) -> Identity:
        """Make a certificate for the key of a signing request."""
        check_request(csr)
        issued = self.issue(thing)
        return msgspec.structs.replace(issued, private_key=None)

    def remove(self, thing: ThingName) -> None:
        """Remove a thing; one that is gone already is no error."""
        self._made.discard(thing)

    def exists(self, thing: ThingName) -> bool:
        """Tell whether a thing was made and not removed."""
        return thing in self._made

    def revoke(self, thing: ThingName, principal: str) -> None:
        """Revoke a certificate of a thing; one that is gone already is no error."""
        if self.may_connect(thing, principal):
            del self._things[principal]

    def may_connect(self, thing: ThingName, principal: str) -> bool:
        """Tell whether a certificate may connect as a thing."""
        return self._things.get(principal) == thing


if TYPE_CHECKING:
    _port: type[Things] = MemoryThings
