"""Who wears which device, over HTTP. It says where people are, so engineers do not see it."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.assignments import Assignment
from spotter.contracts.http.assignments import (
    AssignmentAnswer,
    AssignmentBody,
    AssignmentsAnswer,
    WearerAnswer,
    WornAnswer,
)
from spotter.contracts.http.models import Moment
from spotter.contracts.names import WorkerName
from spotter.domain.assignments import devices_of, wearer
from spotter.entry.web.auth import ASupervisor
from spotter.entry.web.names import DevicePath, WorkerPath
from spotter.entry.web.parts import ForDevices
from spotter.services.assign_device import Said
from spotter.services.assign_device import assign_device as assign

router = APIRouter(prefix="/v1", tags=["assignments"])


@router.post("/devices/{device}/assignments", status_code=201, response_model=AssignmentAnswer)
async def assign_device(
    device: DevicePath, body: AssignmentBody, parts: ForDevices, who: ASupervisor
) -> Assignment:
    """Say who wears a device or wore it, or that nobody does; said of the past it is a correction."""
    return assign(
        parts.registry,
        parts.assignments,
        parts.clock,
        said=Said(
            who.tenant,
            device,
            None if body.worker is None else WorkerName(body.worker),
            body.valid_from,
            body.valid_until,
            by=who.name,
            note=body.note,
        ),
    )


@router.get("/devices/{device}/assignments", response_model=AssignmentsAnswer)
async def list_assignments(
    device: DevicePath, parts: ForDevices, who: ASupervisor
) -> dict[str, tuple[Assignment, ...]]:
    """List everything that was ever said about who wears a device."""
    parts.registry.device(who.tenant, device)
    return {"assignments": parts.assignments.of_device(who.tenant, device)}


@router.get("/devices/{device}/wearer")
async def show_wearer(
    device: DevicePath,
    parts: ForDevices,
    who: ASupervisor,
    at: Moment | None = None,
    known_at: Moment | None = None,
) -> WearerAnswer:
    """Tell who wore a device at a moment, as it is known now or was known then."""
    parts.registry.device(who.tenant, device)
    now = parts.clock()
    moment, known = at or now, known_at or now
    worker = wearer(parts.assignments.of_device(who.tenant, device), device, moment, known_at)
    return WearerAnswer(device=device, worker=worker, at=moment, known_at=known)


@router.get("/workers/{worker}/devices")
async def list_worn(
    worker: WorkerPath,
    parts: ForDevices,
    who: ASupervisor,
    at: Moment | None = None,
    known_at: Moment | None = None,
) -> WornAnswer:
    """Tell which devices a worker wore at a moment, as it is known now or was known then."""
    now = parts.clock()
    moment, known = at or now, known_at or now
    found = devices_of(parts.assignments.of_worker(who.tenant, worker), worker, moment, known_at)
    return WornAnswer(worker=worker, devices=found, at=moment, known_at=known)
