"""The zones of a site."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from spotter.contracts.names import SiteName, Tenant, ZoneName
from spotter.contracts.zones import Zone
from spotter.errors import NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Kept(msgspec.Struct, frozen=True):
    """What stands under a zone's name: the zone, or nothing since it was removed."""

    zone: Zone | None


class Zones:
    """What zones a site has. A zone that was removed leaves its name behind, empty."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._zones = Documents(records, Kept)

    def find(self, tenant: Tenant, site: SiteName, zone: ZoneName) -> Stored[Kept] | None:
        """Read what is kept under a zone's name, also when the zone was removed."""
        return self._zones.get(_key(tenant, site, zone))

    def get(self, tenant: Tenant, site: SiteName, zone: ZoneName) -> Zone:
        """Read a zone, or raise NotFound."""
        found = self.find(tenant, site, zone)
        if found is None or found.document.zone is None:
            raise NotFound("zone", zone)
        return found.document.zone

    def of_site(self, tenant: Tenant, site: SiteName) -> Iterator[Zone]:
        """Give the zones of a site by name."""
        for stored in self._zones.query(_zones(tenant, site)):
            if stored.document.zone is not None:
                yield stored.document.zone

    def put(self, zone: Zone, *, expected: int | None) -> None:
        """Write a zone, or raise Conflict."""
        self._zones.put(_key(zone.tenant, zone.site, zone.name), Kept(zone), expected=expected)

    def remove(self, tenant: Tenant, site: SiteName, zone: ZoneName, *, expected: int) -> None:
        """Remove a zone, or raise Conflict."""
        self._zones.put(_key(tenant, site, zone), Kept(None), expected=expected)


def _zones(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#zones"


def _key(tenant: Tenant, site: SiteName, zone: ZoneName) -> Key:
    return Key(_zones(tenant, site), zone)
