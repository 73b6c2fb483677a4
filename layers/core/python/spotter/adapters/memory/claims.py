"""Claim certificates in memory."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

from spotter.contracts.provisioning import ClaimCertificate
from spotter.ports.claims import Claims


class MemoryClaims:
    """Claim certificates in a set; they are named, not made, so they cannot open a connection."""

    def __init__(self) -> None:
        self._good: set[str] = set()
        self._serials = count(1)

    def issue(self) -> ClaimCertificate:
        """Make a claim certificate."""
        certificate = hashlib.sha256(f"claim {next(self._serials)}".encode()).hexdigest()
        self._good.add(certificate)
        return ClaimCertificate(
            certificate=certificate,
            certificate_pem=f"certificate {certificate}",
            private_key=f"private key of {certificate}",
            endpoint="iot.localhost",
            template="spotter-local",
        )

    def revoke(self, certificate: str) -> None:
        """Revoke a claim certificate; one that is gone already is no error."""
        self._good.discard(certificate)

    def may_ask(self, certificate: str) -> bool:
        """Tell whether a certificate may ask for an identity."""
        return certificate in self._good


if TYPE_CHECKING:
    _port: type[Claims] = MemoryClaims
