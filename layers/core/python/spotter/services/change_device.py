"""Change what is registered of a device, also when somebody else writes it in the same moment."""

from __future__ import annotations

from collections.abc import Callable

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.errors import Conflict
from spotter.stores.registry import Registry

ATTEMPTS = 3
"""Writers of one device are a person and, now and then, ingest: who loses twice in a row is told so."""


def change_device(
    registry: Registry, tenant: Tenant, name: DeviceName, change: Callable[[Device], Device]
) -> Device:
    """Apply a pure change to the device as it stands now; a change that changes nothing writes nothing.

    Raises:
        NotFound: there is no such device.
        WrongState: the change is not possible in the state of the device.
        Conflict: others wrote it each time in between.
    """
    for attempt in range(1, ATTEMPTS + 1):
        seen = registry.device(tenant, name)
        wanted = change(seen.document)
        if wanted == seen.document:
            return seen.document
        try:
            return registry.put_device(wanted, expected=seen.version).document
        except Conflict:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the loop returns or raises")
