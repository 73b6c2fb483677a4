"""The last zones of each device and worker, one small record each, which alarms read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from spotter.contracts.names import DeviceName, Subject, Tenant, subject_of
from spotter.contracts.whereabouts import Whereabouts
from spotter.domain.zones.stays import moved
from spotter.errors import Conflict
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents

ATTEMPTS = 4
"""How often a record is written anew when another writer was first; then the next fix writes it."""

FRESH = timedelta(minutes=1)
"""Who stays where they were is written down so often: little beside the hours for which it counts."""


class LastZones:
    """Where each subject of a tenant was seen last."""

    def __init__(self, records: Records) -> None:
        self._records = Documents(records, Whereabouts)

    def find(self, tenant: Tenant, subject: Subject) -> Whereabouts | None:
        """Read where somebody was seen last; None when nobody has seen them."""
        stored = self._records.get(_key(tenant, subject))
        return stored.document if stored else None

    def of_devices(
        self, named: Sequence[tuple[Tenant, DeviceName]]
    ) -> dict[tuple[Tenant, DeviceName], Whereabouts]:
        """Read where several devices were seen last; those that nobody has seen are left out."""
        keys = {_key(tenant, subject_of("device", device)): (tenant, device) for tenant, device in named}
        found = self._records.get_many(list(keys)) if keys else {}
        return {keys[key]: stored.document for key, stored in found.items()}

    def note(self, tenant: Tenant, subject: Subject, here: Whereabouts) -> None:
        """Write where somebody is, unless something newer is known or nothing has changed lately."""
        for _ in range(ATTEMPTS):
            stored = self._records.get(_key(tenant, subject))
            if stored is not None and not _is_news(stored.document, here):
                return
            joined = moved(stored.document if stored else None, here)
            try:
                self._records.put(_key(tenant, subject), joined, expected=stored.version if stored else None)
            except Conflict:
                continue
            return


def _is_news(before: Whereabouts, here: Whereabouts) -> bool:
    moved = (before.site, before.zones) != (here.site, here.zones)
    return here.at > before.at and (moved or here.at - before.at >= FRESH)


def _key(tenant: Tenant, subject: Subject) -> Key:
    return Key(f"{tenant}#whereabouts", subject)
