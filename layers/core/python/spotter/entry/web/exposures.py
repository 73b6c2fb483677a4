"""Exposures of workers over HTTP. Those who answer for people see them, engineers do not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from spotter.contracts.exposures import ShiftExposure
from spotter.contracts.http.exposures import (
    ExposureAnswer,
    ShiftBody,
    ShiftExposureAnswer,
    ShiftExposuresAnswer,
    ShiftVersionsAnswer,
)
from spotter.contracts.http.models import Moment
from spotter.contracts.names import SLUG_PATTERN, WorkerName
from spotter.entry.web.auth import ASupervisor
from spotter.entry.web.names import SitePath, WorkerPath
from spotter.entry.web.parts import ForArchive
from spotter.errors import Invalid, NotFound
from spotter.services.reckon_exposure import OfShift
from spotter.stores.exposures import shift_name

ShiftPath = Annotated[str, Path(pattern=r"^\d{8}T\d{4}$", examples=["20261124T0600"])]
Worker = Annotated[str | None, Query(pattern=SLUG_PATTERN, description="Of one worker only.")]

router = APIRouter(prefix="/v1/sites", tags=["exposures"])


@router.put("/{site}/workers/{worker}/exposures/{shift}")
async def reckon_exposure(
    site: SitePath, worker: WorkerPath, shift: ShiftPath, body: ShiftBody, parts: ForArchive, who: ASupervisor
) -> ShiftExposureAnswer:
    """Reckon what a worker was exposed to in a shift; it is kept, and renewed when more is learned."""
    return _answer(parts.reckon(OfShift(who.tenant, site, worker, _start(shift), body.end)))


@router.get("/{site}/workers/{worker}/exposures/{shift}")
async def show_exposure(
    site: SitePath, worker: WorkerPath, shift: ShiftPath, parts: ForArchive, who: ASupervisor
) -> ShiftVersionsAnswer:
    """Show the exposures of a shift as they are known now, and every version before with its reasons."""
    versions = parts.reckon.exposures.versions(who.tenant, site, worker, _start(shift))
    if not versions:
        raise NotFound("shift", shift, worker=worker)
    *before, current = map(_answer, versions)
    return ShiftVersionsAnswer(current=current, superseded=tuple(before))


@router.get("/{site}/exposures")
async def list_exposures(
    site: SitePath,
    parts: ForArchive,
    who: ASupervisor,
    worker: Worker = None,
    since: Annotated[Moment | None, Query(description="Shifts that end at this time or later.")] = None,
) -> ShiftExposuresAnswer:
    """List what counts of every shift of a site."""
    parts.registry.site(who.tenant, site)
    found = parts.reckon.exposures.latest(who.tenant, site, WorkerName(worker) if worker else None)
    shifts = tuple(_answer(each) for each in found if since is None or each.end >= since)
    return ShiftExposuresAnswer(shifts=shifts)


def _start(shift: str) -> datetime:
    try:
        return datetime.strptime(shift, "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError as err:
        raise Invalid(f"{shift} is no time; write when it begins as 20261124T0600", field="shift") from err


def _answer(shift: ShiftExposure) -> ShiftExposureAnswer:
    return ShiftExposureAnswer(
        site=shift.site,
        worker=shift.worker,
        shift=shift_name(shift.start),
        start=shift.start,
        end=shift.end,
        version=shift.version,
        reasons=shift.reasons,
        reckoned_at=shift.reckoned_at,
        devices=shift.devices,
        readings=shift.basis.readings,
        exposures=tuple(ExposureAnswer.model_validate(each) for each in shift.exposures),
    )
