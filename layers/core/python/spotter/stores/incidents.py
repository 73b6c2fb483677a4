"""Incident reports as they are kept: by site and id, written once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spotter.contracts.incidents import Incident
from spotter.contracts.names import SiteName, Tenant
from spotter.errors import Invalid
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, encoded

MOST_AT_ONCE = 100
"""Reports that are written together."""


class Incidents:
    """The incident reports of a tenant's sites."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._documents = Documents(records, Incident)

    def of_site(self, tenant: Tenant, site: SiteName) -> Iterator[Incident]:
        """Give every report of a site, by id."""
        found = self._documents.query(f"{tenant}#incidents", prefix=f"{site}#")
        return (stored.document for stored in found)

    def add_all(self, incidents: Sequence[Incident]) -> None:
        """Write reports: all, or none.

        Raises:
            Invalid: they are too many for one writing.
            Conflict: one of these ids was taken in the meantime.
        """
        if len(incidents) > MOST_AT_ONCE:
            sentence = (
                f"{MOST_AT_ONCE} reports are taken at once, and these are {len(incidents)}; cut the file"
            )
            raise Invalid(sentence, field="file", given=len(incidents))
        self._records.put_all([Write(_key(each), encoded(each), None) for each in incidents])


def _key(incident: Incident) -> Key:
    return Key(f"{incident.tenant}#incidents", f"{incident.site}#{incident.id}")
