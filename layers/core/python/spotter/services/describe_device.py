"""Describe a device as it will stand in the registry, as yet without a way to speak."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.devices import Device, DeviceState, NewDevice
from spotter.contracts.names import Tenant, thing_name
from spotter.services.update_device import marks
from spotter.stores.registry import Registry


def describe_device(registry: Registry, *, tenant: Tenant, wanted: NewDevice, at: datetime) -> Device:
    """Describe a new device with the latest version of its profile; it has no certificate and no token.

    Raises:
        NotFound: there is no such site or profile.
        Invalid: a tag or group is no name.
    """
    return Device(
        tenant=tenant,
        name=wanted.device,
        site=registry.site(tenant, wanted.site).document.name,
        profile=wanted.profile,
        profile_version=registry.profile(tenant, wanted.profile).version,
        state=DeviceState.NEW,
        thing=thing_name(tenant, wanted.device),
        principal="",
        token_digest="",
        registered_at=at,
        tags=marks(wanted.tags, field="tags"),
        groups=marks(wanted.groups, field="groups"),
    )
