"""List the devices of a tenant, page by page."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.stores.registry import Registry


class DevicePage(NamedTuple):
    """Some devices by name; `next` is what to ask for devices after, None on the last page."""

    devices: tuple[Device, ...]
    next: DeviceName | None


def list_devices(
    registry: Registry,
    tenant: Tenant,
    *,
    site: SiteName | None = None,
    state: DeviceState | None = None,
    after: DeviceName | None = None,
    limit: int = 100,
) -> DevicePage:
    """Give up to `limit` devices with names after `after`, of a site and state where these are named."""
    wanted = (
        device
        for device in registry.devices(tenant)
        if (site is None or device.site == site)
        and (state is None or device.state is state)
        and (after is None or device.name > after)
    )
    found = tuple(islice(wanted, limit + 1))
    return DevicePage(found[:limit], found[limit - 1].name if len(found) > limit else None)
