"""The identities of devices: things, certificates, policies."""

from __future__ import annotations

from typing import Protocol

from spotter.contracts.devices import Identity
from spotter.contracts.names import ThingName


class Things(Protocol):
    """Who may connect as which device."""

    def issue(self, thing: ThingName) -> Identity:
        """Make the thing and a certificate that may connect and publish as it, and only as it.

        Calling it again makes a further certificate for the same thing.
        """
        ...

    def sign(self, thing: ThingName, csr: str) -> Identity:
        """Make the thing and a certificate for the key of a signing request (PKCS #10, PEM); as for `issue`.

        Raises:
            Invalid: it is no such request.
        """
        ...

    def revoke(self, thing: ThingName, principal: str) -> None:
        """Revoke a certificate of a thing at once; a certificate that is gone already is no error."""
        ...

    def remove(self, thing: ThingName) -> None:
        """Remove a thing that has no certificate any more; one that is gone already is no error."""
        ...
