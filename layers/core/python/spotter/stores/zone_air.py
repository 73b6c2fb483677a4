"""The air of each zone: one small record that sensors write and wearers read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spotter.contracts.air import AirOfZone
from spotter.contracts.names import SiteName, Tenant, ZoneName
from spotter.errors import Conflict
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents

ATTEMPTS = 4
"""How often a record is written anew when another sensor was first; then its next batch writes it."""


class ZoneAir:
    """What was measured last in each zone."""

    def __init__(self, records: Records) -> None:
        self._records = Documents(records, AirOfZone)

    def of(self, tenant: Tenant, site: SiteName, zones: Sequence[ZoneName]) -> dict[ZoneName, AirOfZone]:
        """Read the air of zones; those of which nothing is known are left out."""
        keys = {_key(tenant, site, zone): zone for zone in zones}
        found = self._records.get_many(list(keys)) if keys else {}
        return {keys[key]: stored.document for key, stored in found.items()}

    def change(
        self, tenant: Tenant, site: SiteName, zone: ZoneName, changed: Callable[[AirOfZone], AirOfZone]
    ) -> None:
        """Change what is known of a zone, unless others kept being first."""
        for _ in range(ATTEMPTS):
            stored = self._records.get(_key(tenant, site, zone))
            before = stored.document if stored else AirOfZone()
            after = changed(before)
            if after == before:
                return
            try:
                self._records.put(
                    _key(tenant, site, zone), after, expected=stored.version if stored else None
                )
            except Conflict:
                continue
            return


def _key(tenant: Tenant, site: SiteName, zone: ZoneName) -> Key:
    return Key(f"{tenant}#air#{site}", zone)
