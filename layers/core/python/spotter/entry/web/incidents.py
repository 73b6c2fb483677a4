"""Incident reports over HTTP, and the labels that come of them."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter

from spotter.contracts.http.annotations import AnnotationAnswer
from spotter.contracts.http.incidents import (
    FromIncidentsAnswer,
    FromIncidentsBody,
    IncidentAnswer,
    IncidentsAnswer,
    IncidentsBody,
    IncidentsReportedAnswer,
)
from spotter.contracts.incidents import Incident
from spotter.contracts.names import LabelName
from spotter.contracts.users import Role
from spotter.domain.incident_labels import Wanted
from spotter.domain.incident_sheets import IncidentRow, Reported
from spotter.entry.web.annotations import decided
from spotter.entry.web.auth import AnEngineer, Anybody, ASupervisor
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import LabelPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.label_from_incidents import LabelFromIncidents
from spotter.services.report_incidents import ReportIncidents

OF_PEOPLE = ("device", "worker", "told", "by")
"""What says, or lets one find out, whom it struck."""

router = APIRouter(prefix="/v1/sites", tags=["labels"])


@router.post("/{site}/incidents")
async def report_incidents(
    site: SitePath, body: IncidentsBody, parts: ForConsole, who: ASupervisor
) -> IncidentsReportedAnswer:
    """Take reports if every row is good; else say what is wrong with which, and write nothing."""
    rows = [as_struct(each, IncidentRow) for each in body.incidents]
    reported = Reported(who.tenant, site, who.name, parts.clock())
    report = ReportIncidents(parts.models.incidents, parts.registry, parts.zones)
    results, written = report(rows, reported, dry_run=body.dry_run)
    return IncidentsReportedAnswer(written=written, rows=tuple(map(AnnotationAnswer.model_validate, results)))


@router.get("/{site}/incidents")
async def list_incidents(site: SitePath, parts: ForConsole, who: Anybody) -> IncidentsAnswer:
    """List the reports of a site; whom each struck, and what was told, is for supervisors."""
    parts.registry.site(who.tenant, site)
    hidden = () if {Role.SUPERVISOR, Role.OPERATOR} & set(who.roles) else OF_PEOPLE
    found = parts.models.incidents.of_site(who.tenant, site)
    return IncidentsAnswer(site=site, incidents=tuple(_answer(each, hidden) for each in found))


@router.post("/{site}/labels/{label}/from-incidents")
async def label_from_incidents(
    site: SitePath, label: LabelPath, body: FromIncidentsBody, parts: ForConsole, who: AnEngineer
) -> FromIncidentsAnswer:
    """Label the time of incident reports on the devices that were worn."""
    around = timedelta(seconds=body.before_s), timedelta(seconds=body.after_s)
    wanted = Wanted(LabelName(body.what), body.severity, *around)
    marked, found = LabelFromIncidents(parts.models, parts.registry, parts.assignments)(
        (who.tenant, site), label, wanted, by=who.name, now=parts.clock(), replace=body.replace
    )
    answer = decided(site, label, marked)
    return FromIncidentsAnswer(**dict(answer), used=found.used, unplaced=found.unplaced)


def _answer(incident: Incident, hidden: tuple[str, ...]) -> IncidentAnswer:
    said = {field: getattr(incident, field) for field in IncidentAnswer.model_fields}
    return IncidentAnswer(**said | dict.fromkeys(hidden))
