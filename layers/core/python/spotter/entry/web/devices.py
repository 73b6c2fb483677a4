"""Devices over HTTP: register them, alone or by the list, find them, and update what is said of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.devices import Device, DeviceState, NewDevice
from spotter.contracts.http.devices import (
    ChangesBody,
    DeviceAnswer,
    DevicesAnswer,
    ImportAnswer,
    ImportBody,
    RegistrationAnswer,
    RegistrationBody,
    RowAnswer,
)
from spotter.contracts.names import SLUG_PATTERN, DeviceName, ProfileName, SiteName
from spotter.domain.imports import DeviceRow, as_new_device
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.identities import registration_answer
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.services.import_devices import import_devices as bring_in
from spotter.services.list_devices import DevicePage, Wanted
from spotter.services.list_devices import list_devices as find_devices
from spotter.services.register_device import Registered
from spotter.services.register_device import register_device as register
from spotter.services.update_device import Changes
from spotter.services.update_device import update_device as update

Mark = Annotated[str | None, Query(pattern=SLUG_PATTERN)]

router = APIRouter(prefix="/v1/devices", tags=["devices"])


@router.post("", status_code=201)
async def register_device(body: RegistrationBody, parts: ForDevices, who: AnOperator) -> RegistrationAnswer:
    """Register a device under a site with a profile; the answer holds its identity, shown this once."""
    wanted = NewDevice(
        DeviceName(body.device),
        SiteName(body.site),
        ProfileName(body.profile),
        tags=body.tags,
        groups=body.groups,
        csr=body.csr,
    )
    registered = register(
        parts.registry, parts.things, parts.clock, parts.randomness, tenant=who.tenant, wanted=wanted
    )
    return registration_answer(registered)


@router.post("/import")
async def import_devices(body: ImportBody, parts: ForDevices, who: AnOperator) -> ImportAnswer:
    """Register the devices of a list, each row by itself; repeating it changes nothing."""

    def one(row: DeviceRow) -> Registered:
        return register(
            parts.registry,
            parts.things,
            parts.clock,
            parts.randomness,
            tenant=who.tenant,
            wanted=as_new_device(row),
        )

    rows = [as_struct(row, DeviceRow) for row in body.devices]
    done = bring_in(parts.registry, one, tenant=who.tenant, rows=rows, dry_run=body.dry_run)
    return ImportAnswer(
        dry_run=body.dry_run,
        rows=tuple(RowAnswer.model_validate(each) for each in done.results),
        identities=tuple(map(registration_answer, done.registered)),
    )


@router.get("", response_model=DevicesAnswer)
async def list_devices(  # noqa: PLR0913 - one parameter for each thing that can be asked for
    parts: ForDevices,
    who: Anybody,
    *,
    site: Annotated[SiteName | None, Query(pattern=SLUG_PATTERN)] = None,
    profile: Annotated[ProfileName | None, Query(pattern=SLUG_PATTERN)] = None,
    state: DeviceState | None = None,
    tag: Mark = None,
    group: Mark = None,
    text: Annotated[str | None, Query(min_length=1, max_length=80)] = None,
    after: Annotated[DeviceName | None, Query(pattern=SLUG_PATTERN)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DevicePage:
    """List the devices that are looked for by name, page by page; deleted ones only by their state."""
    wanted = Wanted(site, profile, state, tag, group, text)
    return find_devices(parts.registry, who.tenant, wanted, after=after, limit=limit)


@router.get("/{device}", response_model=DeviceAnswer)
async def show_device(device: DevicePath, parts: ForDevices, who: Anybody) -> Device:
    """Show a device."""
    return parts.registry.device(who.tenant, device).document


@router.patch("/{device}", response_model=DeviceAnswer)
async def update_device(device: DevicePath, body: ChangesBody, parts: ForDevices, who: AnOperator) -> Device:
    """Say anew where a device is, which profile it has, or what it is tagged and grouped as."""
    changes = as_struct(body, Changes)
    return update(parts.registry, tenant=who.tenant, name=device, changes=changes)
