"""Claim certificates at the broker: what devices share until each has a certificate of its own."""

from __future__ import annotations

from typing import Protocol

from spotter.contracts.provisioning import ClaimCertificate


class Claims(Protocol):
    """Certificates that may ask for an identity, and nothing else."""

    def issue(self) -> ClaimCertificate:
        """Make a claim certificate; its private key is in the answer and nowhere else."""
        ...

    def revoke(self, certificate: str) -> None:
        """Revoke a claim certificate at once; one that is gone already is no error."""
        ...
