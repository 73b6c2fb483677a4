"""Delete a device that was retired: what stays is a tombstone, so that nobody ever takes its name."""

from __future__ import annotations

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import deleted
from spotter.ports.things import Things
from spotter.services.change_device import change_device
from spotter.stores.registry import Registry


def delete_device(registry: Registry, things: Things, *, tenant: Tenant, name: DeviceName) -> Device:
    """Delete a device; its readings, its alarms and who wore it stay, since exposure and labels rest on them.

    The registry is written first and the thing removed second; calling again finishes what died half-way.

    Raises:
        NotFound: there is no such device.
        WrongState: it was not retired before.
    """
    gone = change_device(registry, tenant, name, deleted)
    for principal in (gone.principal, *gone.ending_principals):
        things.revoke(gone.thing, principal)
    things.remove(gone.thing)
    return gone
