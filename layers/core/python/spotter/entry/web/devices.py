"""Devices over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.devices import Device, DeviceState, topics_of
from spotter.contracts.http.registry import (
    DeviceAnswer,
    DevicesAnswer,
    RegistrationAnswer,
    RegistrationBody,
    TopicsAnswer,
)
from spotter.contracts.names import SLUG_PATTERN, DeviceName, ProfileName, SiteName
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.services.list_devices import DevicePage
from spotter.services.list_devices import list_devices as find_devices
from spotter.services.register_device import Registered
from spotter.services.register_device import register_device as register
from spotter.services.retire_device import retire_device as retire

MQTT_PORT = 8883
"""Where IoT Core speaks MQTT with mutual TLS."""

router = APIRouter(prefix="/v1/devices", tags=["devices"])


@router.post("", status_code=201)
async def register_device(body: RegistrationBody, parts: ForDevices, who: AnOperator) -> RegistrationAnswer:
    """Register a device under a site with a profile; the answer holds its identity, shown this once."""
    registered = register(
        parts.registry,
        parts.things,
        parts.clock,
        parts.randomness,
        tenant=who.tenant,
        device=DeviceName(body.device),
        site=SiteName(body.site),
        profile=ProfileName(body.profile),
    )
    return _shown_once(registered)


@router.get("", response_model=DevicesAnswer)
async def list_devices(
    parts: ForDevices,
    who: Anybody,
    site: Annotated[SiteName | None, Query(pattern=SLUG_PATTERN)] = None,
    state: DeviceState | None = None,
    after: Annotated[DeviceName | None, Query(pattern=SLUG_PATTERN)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DevicePage:
    """List devices by name, page by page."""
    return find_devices(parts.registry, who.tenant, site=site, state=state, after=after, limit=limit)


@router.get("/{device}", response_model=DeviceAnswer)
async def show_device(device: DevicePath, parts: ForDevices, who: Anybody) -> Device:
    """Show a device."""
    return parts.registry.device(who.tenant, device).document


@router.post("/{device}/retire", response_model=DeviceAnswer)
async def retire_device(device: DevicePath, parts: ForDevices, who: AnOperator) -> Device:
    """Retire a device for ever: its certificate and its token open nothing any more."""
    return retire(parts.registry, parts.things, parts.clock, tenant=who.tenant, name=device)


def _shown_once(registered: Registered) -> RegistrationAnswer:
    device, identity, token = registered
    return RegistrationAnswer(
        device=device.name,
        site=device.site,
        profile=device.profile,
        profile_version=device.profile_version,
        thing=device.thing,
        client_id=device.thing,
        principal=identity.principal,
        certificate_pem=identity.certificate_pem,
        private_key=identity.private_key,
        endpoint=identity.endpoint.partition(":")[0],  # an emulator names the port of its HTTP side too
        port=MQTT_PORT,
        topics=TopicsAnswer.model_validate(topics_of(device.thing)),
        token=token,
    )
