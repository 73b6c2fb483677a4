"""List the devices of a tenant that are looked for, page by page."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.stores.registry import Registry


class Wanted(msgspec.Struct, frozen=True):
    """What a device must be to be found; what is None is not asked for.

    `text` is looked for, in small letters, in its name, site, profile, tags and groups. Deleted devices are
    found only where their state is asked for.
    """

    site: SiteName | None = None
    profile: ProfileName | None = None
    state: DeviceState | None = None
    tag: str | None = None
    group: str | None = None
    text: str | None = None

    def fits(self, device: Device) -> bool:
        """Tell whether a device is what is looked for."""
        shown = device.state is not DeviceState.DELETED if self.state is None else device.state is self.state
        return (
            shown
            and self.site in {None, device.site}
            and self.profile in {None, device.profile}
            and (self.tag is None or self.tag in device.tags)
            and (self.group is None or self.group in device.groups)
            and (self.text is None or self.text.lower() in _words(device))
        )


class DevicePage(NamedTuple):
    """Some devices by name; `next` is what to ask for devices after, None on the last page."""

    devices: tuple[Device, ...]
    next: DeviceName | None


def list_devices(
    registry: Registry,
    tenant: Tenant,
    wanted: Wanted,
    *,
    after: DeviceName | None = None,
    limit: int = 100,
) -> DevicePage:
    """Give up to `limit` devices that are looked for, with names after `after`."""
    found = tuple(
        islice(
            (
                device
                for device in registry.devices(tenant)
                if (after is None or device.name > after) and wanted.fits(device)
            ),
            limit + 1,
        )
    )
    return DevicePage(found[:limit], found[limit - 1].name if len(found) > limit else None)


def _words(device: Device) -> str:
    return "\n".join((device.name, device.site, device.profile, *device.tags, *device.groups))
