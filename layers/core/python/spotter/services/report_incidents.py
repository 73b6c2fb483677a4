"""Report incidents: a file, or one of them, checked row by row, and taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spotter.contracts.names import DeviceName
from spotter.domain.annotating import RowOutcome, RowResult
from spotter.domain.incident_sheets import IncidentRow, Known, Reported, judged
from spotter.errors import Conflict
from spotter.stores.incidents import Incidents
from spotter.stores.registry import Registry
from spotter.stores.zones import Zones


class ReportIncidents(NamedTuple):
    """The use case with the stores that it works on."""

    incidents: Incidents
    registry: Registry
    zones: Zones

    def __call__(
        self, rows: Sequence[IncidentRow], reported: Reported, *, dry_run: bool
    ) -> tuple[tuple[RowResult, ...], bool]:
        """Tell what became of each row, and whether anything was written; the same again changes nothing.

        Raises:
            NotFound: there is no such site.
            Invalid: it is more than can be written together.
            Conflict: somebody else reported under one of these ids in the same moment.
        """
        tenant, site = reported.tenant, reported.site
        self.registry.site(tenant, site)
        named = {DeviceName(row.device) for row in rows if row.device}
        found = self.registry.devices_named((tenant, name) for name in named)
        known = Known(
            {device.name for device in found.values() if device.site == site},
            {zone.name for zone in self.zones.of_site(tenant, site)},
            {each.id: each for each in self.incidents.of_site(tenant, site)},
        )
        results, new = judged(rows, reported, known)
        good = all(result.outcome is not RowOutcome.REFUSED for result in results)
        if dry_run or not good or not new:
            return tuple(results), False
        try:
            self.incidents.add_all(new)
        except Conflict as err:
            remedy = "somebody else reported in the same moment: try again"
            raise Conflict("incidents of", site, expected=None, remedy=remedy) from err
        return tuple(results), True
