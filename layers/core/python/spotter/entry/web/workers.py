"""Workers over HTTP. A year of birth is personal data: operators write, read and erase it, nobody else."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.workers import WorkerAnswer, WorkerBody, WorkersAnswer
from spotter.contracts.workers import Worker
from spotter.entry.web.auth import AnOperator
from spotter.entry.web.names import WorkerPath
from spotter.entry.web.parts import ForDevices
from spotter.services.keep_workers import erase_worker as erase
from spotter.services.keep_workers import put_worker as keep_worker

router = APIRouter(prefix="/v1/workers", tags=["workers"])


@router.get("", response_model=WorkersAnswer)
async def list_workers(parts: ForDevices, who: AnOperator) -> dict[str, list[Worker]]:
    """List the workers of whom something was recorded."""
    return {"workers": list(parts.workers.of_tenant(who.tenant))}


@router.put("/{worker}", response_model=WorkerAnswer)
async def put_worker(worker: WorkerPath, body: WorkerBody, parts: ForDevices, who: AnOperator) -> Worker:
    """Record a worker's year of birth in place of what was recorded; limits follow it within seconds."""
    return keep_worker(parts.workers, parts.clock, who.tenant, worker, born=body.born, by=who.name)


@router.get("/{worker}", response_model=WorkerAnswer)
async def show_worker(worker: WorkerPath, parts: ForDevices, who: AnOperator) -> Worker:
    """Show what is recorded of a worker."""
    return parts.workers.get(who.tenant, worker).document


@router.delete("/{worker}", response_model=WorkerAnswer)
async def erase_worker(worker: WorkerPath, parts: ForDevices, who: AnOperator) -> Worker:
    """Erase what is recorded of a worker; limits are those for people of whom no age is known."""
    return erase(parts.workers, parts.clock, who.tenant, worker, by=who.name)
