"""Updates of gateways over HTTP: what they judge by, and models."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from spotter.contracts.http.gateways import UpdateAnswer, UpdateStateAnswer
from spotter.entry.web.auth import AnOperator
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices

router = APIRouter(prefix="/v1/gateways", tags=["gateways"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": False,
        "description": "What to install, at most 4 MiB. No content: the manifest that the platform has now.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_Job = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The name of the order.")]
_Kind = Annotated[str, Path(max_length=40, description="manifest or model.")]


@router.post("/{device}/updates/{kind}", status_code=202, openapi_extra=_BODY)
async def order_update(
    device: DevicePath, kind: _Kind, request: Request, parts: ForDevices, who: AnOperator
) -> UpdateAnswer:
    """Order an update for a gateway; 202 says that it will be told, the order's state how it went."""
    ordered = parts.deploy(who.tenant, device, kind=kind, content=await request.body())
    return UpdateAnswer(job=ordered.job, sha256=ordered.sha256, size=ordered.size)


@router.get("/{device}/updates/{job}")
async def show_update(device: DevicePath, job: _Job, parts: ForDevices, who: AnOperator) -> UpdateStateAnswer:
    """Show how an order stands, and why it failed if it did."""
    state = parts.deploy.state(who.tenant, device, job=job)
    return UpdateStateAnswer(job=job, status=state.status, reason=state.reason)
