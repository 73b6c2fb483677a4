"""Label time by incident reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.annotations import Decision
from spotter.contracts.incidents import Incident
from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.domain.agreement import seconds
from spotter.domain.assignments import Stint, stints
from spotter.domain.incident_labels import IncidentLabels, Wanted, labelled
from spotter.errors import NotFound
from spotter.services.decide_label import decide_label
from spotter.stores.assignments import Assignments
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry


class LabelFromIncidents(NamedTuple):
    """The use case with the stores that it works on."""

    models: Models
    registry: Registry
    assignments: Assignments

    def __call__(
        self,
        at: tuple[Tenant, SiteName],
        label: LabelName,
        wanted: Wanted,
        *,
        by: str,
        now: datetime,
        replace: bool,
    ) -> tuple[MarkedIntervals, IncidentLabels]:
        """Make the time of reports carry the label; as far as their times may be off, nobody knows.

        Raises:
            NotFound: there is no such site, no report of that, or none whose device is known.
            Lossy: the label was marked or decided otherwise; `replace` does it all the same.
        """
        self.registry.site(*at)
        found = labelled(self.models.incidents.of_site(*at), wanted, self._worn)
        if not found.used:
            why = f"; of {len(found.unplaced)} reports no device is known" if found.unplaced else ""
            raise NotFound("incident report", f"{wanted.what} ({wanted.at_least} or worse){why}")
        decision = Decision(
            how="incidents",
            by=by,
            at=now,
            undecided_s=seconds(found.excluded),
            delay_p50_s=found.delay_p50_s,
            delay_worst_s=max(found.delays_s, default=None),
        )
        marked = MarkedIntervals(found.positive, found.excluded, decision)
        return decide_label(self.models, (*at, label), marked, replace=replace), found

    def _worn(self, incident: Incident) -> Sequence[Stint]:
        """Say what the worker wore, as it is known now."""
        if incident.worker is None:
            return ()
        told = self.assignments.of_worker(incident.tenant, incident.worker)
        devices = sorted({statement.device for statement in told})
        own = [stint for device in devices for stint in stints(told, device)]
        return [stint for stint in own if stint.worker == incident.worker]
