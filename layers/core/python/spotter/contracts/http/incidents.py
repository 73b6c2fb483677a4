"""Incident reports over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from spotter.contracts.http.annotations import AnnotationAnswer, DecidedLabelAnswer
from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.incidents import Severity

Cell = Annotated[str, Field(max_length=300)]
MOST_ROWS = 1_000


class IncidentBody(Body):
    """One row of a file of reports, as it is written there."""

    row: int = Field(ge=1, le=10_000_000)
    id: Cell = ""
    what: Cell = ""
    start: Cell = ""
    end: Cell = ""
    severity: Cell = ""
    device: Cell = ""
    worker: Cell = ""
    zone: Cell = ""
    give_or_take_s: Cell = ""
    told: Annotated[str, Field(max_length=10_000)] = ""


class IncidentsBody(Body):
    """A whole file of reports: taken if every row is good; a dry run only says so."""

    incidents: Annotated[tuple[IncidentBody, ...], Field(min_length=1, max_length=MOST_ROWS)]
    dry_run: bool = False


class IncidentsReportedAnswer(Answer):
    """What became of each row, and whether anything was written."""

    written: bool
    rows: tuple[AnnotationAnswer, ...]


class IncidentAnswer(Answer):
    """One report. Whom it struck, what was told and who told it is for supervisors; others see null there."""

    id: str
    what: str
    start: datetime
    end: datetime
    severity: Severity
    reported_at: datetime
    zone: str | None
    give_or_take_s: float
    device: str | None
    worker: str | None
    told: str | None
    by: str | None


class IncidentsAnswer(Answer):
    """The reports of a site, by id."""

    site: str
    incidents: tuple[IncidentAnswer, ...]


class FromIncidentsBody(Body):
    """Which reports label time, from which severity on, and how much time around each."""

    what: Slug
    severity: Severity = Severity.NEAR_MISS
    before_s: float = Field(default=0.0, ge=0, le=86_400)
    after_s: float = Field(default=0.0, ge=0, le=86_400)
    replace: bool = False


class FromIncidentsAnswer(DecidedLabelAnswer):
    """The label, how many reports made it, and of which nobody knows a device."""

    used: int
    unplaced: tuple[str, ...]
