"""Check certificates: whether those of a site, of its claims and of the authorities end soon or are over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.readiness import ReadinessCheck, ReadinessNorms, Topic
from spotter.domain.certificates import GONE, gateways_of, in_words
from spotter.ports.certificates import Certificates
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry

MOST = 150
"""Devices that one answer asks about, gateways first; the sweep of the fleet looks at every one each day."""

NAMED = 5
"""How many a sentence names."""


class CheckCertificates(NamedTuple):
    """The use case with what it reads."""

    registry: Registry
    access: FleetAccess
    certificates: Certificates
    norms: ReadinessNorms

    def __call__(self, tenant: Tenant, site: SiteName, *, now: datetime) -> ReadinessCheck:
        """Tell whether anything of a site falls silent soon because a certificate ends.

        Raises:
            Unavailable: the service does not answer.
        """
        devices = [
            each for each in self.registry.devices(tenant) if each.site == site and each.state not in GONE
        ]
        gateways = gateways_of(devices)
        asked = sorted(devices, key=lambda each: (each.name not in gateways, each.name))[:MOST]
        named = {each.principal: f"the certificate of {each.name}" for each in asked}
        named |= {
            each.certificate: f"claim certificate {each.certificate[:12]}"
            for each in self.access.claims(tenant)
            if each.site == site and each.revoked_at is None
        }
        ends = {named[each]: end for each, end in self.certificates.ends(list(named)).items()}
        ends |= {f"authority {each[:12]}": end for each, end in self.certificates.authorities().items()}
        due = in_words(ends, now, within=timedelta(days=self.norms.certificate_days))
        if not due:
            found = f"{len(ends)} certificates hold for more than {self.norms.certificate_days} days"
            return ReadinessCheck(Topic.CERTIFICATES, passed=True, found=found)
        more = f", and {len(due) - NAMED} more" if len(due) > NAMED else ""
        remedy = "rotate devices with `spotter device rotate`, claims and authorities by making new ones"
        return ReadinessCheck(
            Topic.CERTIFICATES, passed=False, found="; ".join(due[:NAMED]) + more, remedy=remedy
        )
