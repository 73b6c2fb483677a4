"""Gateways over HTTP."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter

from spotter.contracts.http.gateways import AppointmentAnswer, AppointmentBody, ManifestAnswer
from spotter.contracts.names import DeviceName
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.services.appoint_gateway import appoint_gateway as appoint
from spotter.services.gateway_manifest import gateway_manifest as gather

router = APIRouter(prefix="/v1/gateways", tags=["gateways"])


@router.post("/{device}/devices")
async def appoint_gateway(
    device: DevicePath, body: AppointmentBody, parts: ForDevices, who: AnOperator
) -> AppointmentAnswer:
    """Let a gateway send readings on behalf of devices of its site, or no longer."""
    named = [DeviceName(name) for name in body.devices]
    changed = appoint(parts.registry, tenant=who.tenant, gateway=device, devices=named, speaks=body.speaks)
    return AppointmentAnswer(gateways={each.name: each.gateways for each in changed})


@router.get("/{device}/manifest", response_model=ManifestAnswer)
async def show_manifest(device: DevicePath, parts: ForDevices, who: Anybody) -> object:
    """Show what a gateway needs to know to judge readings without the cloud."""
    return msgspec.to_builtins(gather(parts.registry, tenant=who.tenant, gateway=device, now=parts.clock()))
