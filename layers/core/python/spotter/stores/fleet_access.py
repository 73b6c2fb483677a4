"""Who may join the fleet: claim certificates and serial numbers.

A device that shows a claim names no tenant, so a claim is found by the id of its certificate, which the
broker has checked; a second record under the tenant lists it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.provisioning import Allowed, Claim
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded
from spotter.stores.registry import device_key


class _Listed(msgspec.Struct, frozen=True):
    """That a claim is of a tenant."""

    certificate: str


class FleetAccess:
    """Claims and allowed serials."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._claims = Documents(records, Claim)
        self._listed = Documents(records, _Listed)
        self._allowed = Documents(records, Allowed)

    def claim(self, certificate: str) -> Stored[Claim] | None:
        """Find a claim by the id of its certificate; None when there is none."""
        return self._claims.get(_claim_key(certificate))

    def claims(self, tenant: Tenant) -> list[Claim]:
        """Give the claims of a tenant by certificate."""
        listed = [each.document.certificate for each in self._listed.query(f"{tenant}#claims")]
        found = self._claims.get_many([_claim_key(each) for each in listed])
        return [found[_claim_key(each)].document for each in listed if _claim_key(each) in found]

    def all_claims(self) -> Iterator[Stored[Claim]]:
        """Give the claims of all tenants."""
        return self._claims.query("claims")

    def add_claim(self, claim: Claim) -> None:
        """Write a claim that is new, or raise Conflict."""
        listed = encoded(_Listed(claim.certificate))
        self._records.put_all(
            [
                Write(_claim_key(claim.certificate), encoded(claim), None),
                Write(Key(f"{claim.tenant}#claims", claim.certificate), listed, None),
            ]
        )

    def put_claim(self, claim: Claim, *, expected: int) -> None:
        """Write a claim in place of what was known of it, or raise Conflict."""
        self._claims.put(_claim_key(claim.certificate), claim, expected=expected)

    def allowed(self, tenant: Tenant, serial: str) -> Stored[Allowed] | None:
        """Read what is allowed for a serial, removed or not; None when nothing ever was."""
        return self._allowed.get(_allowed_key(tenant, serial))

    def all_allowed(self, tenant: Tenant, *, site: SiteName | None = None) -> Iterator[Allowed]:
        """Give what is allowed by serial, without what was removed."""
        found = (each.document for each in self._allowed.query(f"{tenant}#allowed"))
        return (each for each in found if not each.removed and site in {None, each.site})

    def put_allowed(self, allowed: Allowed, *, expected: int | None) -> None:
        """Write what is allowed for a serial, or raise Conflict."""
        self._allowed.put(_allowed_key(allowed.tenant, allowed.serial), allowed, expected=expected)

    def grant(
        self, claim: tuple[Claim, int], allowed: tuple[Allowed, int | None], device: tuple[Device, int | None]
    ) -> None:
        """Write claim, entry and device together, each in place of a version, or raise Conflict."""
        writes: Sequence[Write] = [
            Write(_claim_key(claim[0].certificate), encoded(claim[0]), claim[1]),
            Write(_allowed_key(allowed[0].tenant, allowed[0].serial), encoded(allowed[0]), allowed[1]),
            Write(device_key(device[0].tenant, device[0].name), encoded(device[0]), device[1]),
        ]
        self._records.put_all(writes)


def _claim_key(certificate: str) -> Key:
    return Key("claims", certificate)


def _allowed_key(tenant: Tenant, serial: str) -> Key:
    return Key(f"{tenant}#allowed", serial)
