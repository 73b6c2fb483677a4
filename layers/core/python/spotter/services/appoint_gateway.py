"""Appoint a gateway: let it send readings on behalf of devices."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, Tenant
from spotter.errors import Conflict, Invalid
from spotter.stores.registry import Registry


def appoint_gateway(
    registry: Registry, *, tenant: Tenant, gateway: DeviceName, devices: Sequence[DeviceName], speaks: bool
) -> tuple[Device, ...]:
    """Let a gateway speak for devices, or with `speaks` false no longer; doing so again changes nothing.

    A worker walks past many gateways, so a device may have several. All devices are looked up before the
    first is written; a call that died half-way is finished by calling again.

    Raises:
        NotFound: the gateway or a device is not registered.
        Invalid: a device is at another site than the gateway, or is the gateway itself.
        Conflict: the gateway is retired, or somebody else changes a device at this moment.
    """
    speaker = registry.device(tenant, gateway).document
    if speaks and speaker.state is DeviceState.RETIRED:
        raise Conflict("device", gateway, expected=None, remedy="a retired device can speak for nobody")
    for name in devices:
        _expect_fit(speaker, registry.device(tenant, name).document, speaks=speaks)
    return tuple(_changed(registry, tenant, name, gateway, speaks=speaks) for name in devices)


def _expect_fit(speaker: Device, device: Device, *, speaks: bool) -> None:
    if device.name == speaker.name:
        raise Invalid("a gateway speaks for itself anyway", field="devices", value=device.name)
    if speaks and device.site != speaker.site:
        sentence = f"{device.name} is at {device.site}, the gateway is at {speaker.site}"
        raise Invalid(sentence, field="devices", value=device.name)


def _changed(
    registry: Registry, tenant: Tenant, name: DeviceName, gateway: DeviceName, *, speaks: bool
) -> Device:
    stored = registry.device(tenant, name)
    others = {each for each in stored.document.gateways if each != gateway}
    wanted = tuple(sorted(others | {gateway} if speaks else others))
    if wanted == stored.document.gateways:
        return stored.document
    changed = msgspec.structs.replace(stored.document, gateways=wanted)
    return registry.put_device(changed, expected=stored.version).document
