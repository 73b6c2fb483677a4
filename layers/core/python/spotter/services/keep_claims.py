"""Keep claims: make a claim certificate for a site, and end one."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.provisioning import Claim, ClaimCertificate, ProvisioningLimits
from spotter.errors import Conflict, Invalid, NotFound, SpotterError
from spotter.ports.claims import Claims
from spotter.ports.clock import Clock
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry


class Made(NamedTuple):
    """A claim, and its certificate with the private key that is shown this once."""

    claim: Claim
    certificate: ClaimCertificate


class KeepClaims:
    """The claims of a tenant."""

    def __init__(
        self,
        registry: Registry,
        access: FleetAccess,
        claims: Claims,
        clock: Clock,
        limits: ProvisioningLimits,
    ) -> None:
        self._registry = registry
        self._access = access
        self._claims = claims
        self._clock = clock
        self._limits = limits

    def make(self, tenant: Tenant, site: SiteName, *, by: str, per_hour: int | None = None) -> Made:
        """Make a claim for a site; it gives at most `per_hour` identities in any hour.

        Raises:
            NotFound: there is no such site.
            Invalid: more an hour than any claim may give.
        """
        wanted = self._limits.per_hour if per_hour is None else per_hour
        if not 1 <= wanted <= self._limits.most_per_hour:
            sentence = f"a claim gives 1 to {self._limits.most_per_hour} identities an hour"
            raise Invalid(sentence, field="per_hour", value=wanted)
        known = self._registry.site(tenant, site).document.name
        made = self._claims.issue()
        claim = Claim(tenant, known, made.certificate, wanted, self._clock(), by)
        try:
            self._access.add_claim(claim)
        except SpotterError:
            self._claims.revoke(made.certificate)  # nobody will ever know its key
            raise
        return Made(claim, made)

    def end(self, tenant: Tenant, certificate: str) -> Claim:
        """End a claim: the hook refuses it from now on, then the broker does; ending it again finishes that.

        Raises:
            NotFound: the tenant has no such claim.
            Conflict: somebody asked with it in the same moment; do it again.
        """
        found = self._access.claim(certificate)
        if found is None or found.document.tenant != tenant:
            raise NotFound("claim", certificate)
        ended = found.document
        if ended.revoked_at is None:
            ended = msgspec.structs.replace(ended, revoked_at=self._clock())
            try:
                self._access.put_claim(ended, expected=found.version)
            except Conflict as err:
                remedy = "a device asked with it in the same moment: do it again"
                raise Conflict("claim", certificate, expected=found.version, remedy=remedy) from err
        self._claims.revoke(certificate)
        return ended
