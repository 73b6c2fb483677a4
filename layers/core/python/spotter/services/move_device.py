"""Move a device into a state in which it goes on living: active, suspect or quarantined."""

from __future__ import annotations

from typing import Literal

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import moved
from spotter.services.change_device import change_device
from spotter.stores.registry import Registry

Living = Literal[DeviceState.ACTIVE, DeviceState.SUSPECT, DeviceState.QUARANTINED]


def move_device(
    registry: Registry, *, tenant: Tenant, name: DeviceName, state: Living, because: str | None = None
) -> Device:
    """Quarantine a device, release it, or mark it as suspect; one that is so already stays as it is.

    From the next batch on `ingest` refuses what a quarantined device says, and still looks for danger in it.

    Raises:
        NotFound: there is no such device.
        WrongState: it is retired or deleted.
    """
    return change_device(registry, tenant, name, lambda device: moved(device, state, because=because))
