"""Gather what a gateway needs to know to judge readings without the cloud."""

from __future__ import annotations

from spotter.contracts.devices import DeviceState
from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import DeviceName, Tenant
from spotter.stores.registry import Registry
from spotter.stores.rulebook import rule_pack


def gateway_manifest(registry: Registry, *, tenant: Tenant, gateway: DeviceName) -> Manifest:
    """Say who is behind a gateway, by which profiles they speak, and by which rules they are judged.

    Raises:
        NotFound: there is no such device.
    """
    speaker = registry.device(tenant, gateway).document
    served = [
        device
        for device in registry.devices(tenant)
        if gateway in device.gateways and device.state is not DeviceState.RETIRED
    ]
    devices = tuple(Behind(each.name, each.profile, each.profile_version) for each in (speaker, *served))
    versions = sorted({(each.profile, each.profile_version) for each in devices})
    profiles = tuple(registry.profile(tenant, name, version) for name, version in versions)
    return Manifest(tenant, speaker.site, gateway, devices, profiles, rule_pack())
