"""Files of incident reports: a row a report, each read and judged by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.incidents import Incident, Severity
from spotter.contracts.names import DeviceName, LabelName, SiteName, Tenant, WorkerName, ZoneName, slug
from spotter.domain.annotating import RowOutcome, RowResult
from spotter.domain.row_files import RowForm, moment_in, rows_in
from spotter.errors import Invalid

COLUMNS = ("id", "what", "start", "end", "severity", "device", "worker", "zone", "give_or_take_s", "told")
FORM = RowForm("incidents", COLUMNS, COLUMNS[:5])
LONGEST_TOLD = 2_000
LONGEST_DOUBT_S = 86_400.0


class IncidentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report as it was written: nothing of it has been checked yet."""

    row: int
    id: str = ""
    what: str = ""
    start: str = ""
    end: str = ""
    severity: str = ""
    device: str = ""
    worker: str = ""
    zone: str = ""
    give_or_take_s: str = ""
    told: str = ""


class Reported(NamedTuple):
    """Where a report belongs, who brings it, and when."""

    tenant: Tenant
    site: SiteName
    by: str
    at: datetime


class Known(NamedTuple):
    """What reports may name, and the reports that are there."""

    devices: Collection[DeviceName]
    zones: Collection[ZoneName]
    incidents: Mapping[str, Incident]


def template() -> str:
    r"""Give a CSV to fill in.

    >>> template().splitlines()[0]
    'id,what,start,end,severity,device,worker,zone,give_or_take_s,told'
    """
    times = "2026-11-24T09:00:00Z,2026-11-24T09:00:20Z"
    return f"{','.join(COLUMNS)}\n2026-17,fall,{times},first_aid,,kim,ramp-2,30,slipped on the wet ramp\n"


def rows_of(content: bytes, *, encoding: str | None = None) -> tuple[IncidentRow, ...]:
    """Read reports from CSV or JSON.

    Raises:
        Invalid: it is neither, or in no known encoding; the sentence says where.
    """
    return rows_in(content, FORM, IncidentRow, encoding=encoding)


def understood(row: IncidentRow, reported: Reported) -> Incident:
    """Read the cells of a row.

    Raises:
        Invalid: a cell cannot be right; `field` names its column.
    """
    start, end = moment_in(row.start, "start"), moment_in(row.end, "end")
    if start >= end:
        raise Invalid(f"end {row.end} is not after start {row.start}", field="end")
    if start > reported.at:
        raise Invalid(f"start {row.start} lies ahead; nothing has happened yet", field="start")
    if row.severity not in Severity.__members__.values():
        raise Invalid(f"severity {row.severity[:40]!r} is none of {', '.join(Severity)}", field="severity")
    if len(row.told) > LONGEST_TOLD:
        raise Invalid(f"told has at most {LONGEST_TOLD} characters", field="told")
    return Incident(
        tenant=reported.tenant,
        site=reported.site,
        id=slug(row.id.strip().lower(), field="id"),
        what=LabelName(slug(row.what, field="what")),
        start=start,
        end=end,
        severity=Severity(row.severity),
        by=reported.by,
        reported_at=reported.at,
        device=DeviceName(slug(row.device, field="device")) if row.device else None,
        worker=WorkerName(slug(row.worker, field="worker")) if row.worker else None,
        zone=ZoneName(slug(row.zone, field="zone")) if row.zone else None,
        give_or_take_s=_doubt(row.give_or_take_s),
        told=row.told.strip(),
    )


def judged(
    rows: Sequence[IncidentRow], reported: Reported, known: Known
) -> tuple[list[RowResult], list[Incident]]:
    """Say of each row what becomes of it, and give the reports that are new."""
    results: list[RowResult] = []
    new: dict[str, Incident] = {}
    first: dict[str, int] = {}
    for row in rows:
        try:
            incident = understood(row, reported)
            _refuse_unknown(incident, known)
        except Invalid as err:
            remedy = "correct the cell"
            column = str(err.facts["field"])
            results.append(RowResult(row.row, RowOutcome.REFUSED, column, err.sentence, remedy))
            continue
        if incident.id in first:
            wrong = f"{incident.id} is the id of row {first[incident.id]} already"
            results.append(RowResult(row.row, RowOutcome.REFUSED, "id", wrong, "give it an id of its own"))
            continue
        first[incident.id] = row.row
        results.append(_beside(row.row, incident, known.incidents.get(incident.id)))
        if results[-1].outcome is RowOutcome.ADDED:
            new[incident.id] = incident
    return results, list(new.values())


def _beside(row: int, incident: Incident, before: Incident | None) -> RowResult:
    if before is None:
        return RowResult(row, RowOutcome.ADDED)
    same = msgspec.structs.replace(incident, by=before.by, reported_at=before.reported_at) == before
    if same:
        return RowResult(row, RowOutcome.UNCHANGED)
    wrong = f"{incident.id} was reported by {before.by} already, and says something else"
    return RowResult(row, RowOutcome.REFUSED, "id", wrong, "give a second report an id of its own")


def _refuse_unknown(incident: Incident, known: Known) -> None:
    if incident.device is not None and incident.device not in known.devices:
        raise Invalid(f"there is no device {incident.device} at this site", field="device")
    if incident.zone is not None and incident.zone not in known.zones:
        raise Invalid(f"there is no zone {incident.zone} at this site", field="zone")


def _doubt(text: str) -> float:
    try:
        seconds = float(text or 0)
    except ValueError as err:
        raise Invalid(
            f"give_or_take_s {text[:40]!r} is no number of seconds", field="give_or_take_s"
        ) from err
    if not 0 <= seconds <= LONGEST_DOUBT_S:
        raise Invalid(f"give_or_take_s is 0 to {LONGEST_DOUBT_S:g} seconds", field="give_or_take_s")
    return seconds
