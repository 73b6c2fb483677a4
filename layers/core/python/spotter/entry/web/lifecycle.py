"""The life of a device over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.http.devices import (
    BecauseBody,
    CheckBody,
    DeviceAnswer,
    RotationAnswer,
    RotationBody,
    TokenAnswer,
)
from spotter.entry.web.auth import AnOperator, ASupervisor
from spotter.entry.web.identities import rotation_answer
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.services.delete_device import delete_device as delete
from spotter.services.move_device import move_device as move
from spotter.services.record_check import record_check as record
from spotter.services.renew_token import renew_token as renew
from spotter.services.retire_device import retire_device as retire
from spotter.services.rotate_certificate import rotate_certificate as rotate

router = APIRouter(prefix="/v1/devices/{device}", tags=["devices"])


@router.post("/quarantine", response_model=DeviceAnswer)
async def quarantine_device(
    device: DevicePath, body: BecauseBody, parts: ForDevices, who: AnOperator
) -> Device:
    """Believe nothing that a device says until it is released; danger in it is still looked for."""
    return move(
        parts.registry, tenant=who.tenant, name=device, state=DeviceState.QUARANTINED, because=body.because
    )


@router.post("/suspect", response_model=DeviceAnswer)
async def suspect_device(device: DevicePath, body: BecauseBody, parts: ForDevices, who: AnOperator) -> Device:
    """Mark a device as suspect: what it says is kept, and can show danger but never its end."""
    return move(
        parts.registry, tenant=who.tenant, name=device, state=DeviceState.SUSPECT, because=body.because
    )


@router.post("/release", response_model=DeviceAnswer)
async def release_device(device: DevicePath, body: BecauseBody, parts: ForDevices, who: AnOperator) -> Device:
    """Believe a device again."""
    return move(
        parts.registry, tenant=who.tenant, name=device, state=DeviceState.ACTIVE, because=body.because
    )


@router.post("/rotate")
async def rotate_certificate(
    device: DevicePath, body: RotationBody, parts: ForDevices, who: AnOperator
) -> RotationAnswer:
    """Give a device a further certificate; the one before it is good until the new one was used."""
    rotated = rotate(
        parts.registry,
        parts.things,
        parts.clock,
        tenant=who.tenant,
        name=device,
        overlap=body.overlap,
        csr=body.csr,
    )
    return rotation_answer(rotated)


@router.post("/token")
async def renew_token(device: DevicePath, parts: ForDevices, who: AnOperator) -> TokenAnswer:
    """Give a device a token for HTTP, shown this once; the one before opens nothing any more."""
    renewed = renew(parts.registry, parts.randomness, tenant=who.tenant, name=device)
    return TokenAnswer(device=renewed.device.name, token=renewed.token)


@router.post("/retire", response_model=DeviceAnswer)
async def retire_device(device: DevicePath, parts: ForDevices, who: AnOperator) -> Device:
    """Retire a device for ever: its certificates and its token open nothing any more."""
    return retire(parts.registry, parts.things, parts.clock, tenant=who.tenant, name=device)


@router.delete("", response_model=DeviceAnswer)
async def delete_device(device: DevicePath, parts: ForDevices, who: AnOperator) -> Device:
    """Delete a device that was retired; its name stays taken, and what it measured stays."""
    return delete(parts.registry, parts.things, tenant=who.tenant, name=device)


@router.post("/checks", response_model=DeviceAnswer)
async def record_check(device: DevicePath, body: CheckBody, parts: ForDevices, who: ASupervisor) -> Device:
    """Record that a sensor was calibrated or bump-tested."""
    return record(
        parts.registry,
        parts.clock,
        tenant=who.tenant,
        name=device,
        channel=body.channel,
        kind=body.kind,
        at=body.at,
    )
