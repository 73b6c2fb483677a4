"""Retire a device: its certificates and its token open nothing any more."""

from __future__ import annotations

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import retired
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.services.change_device import change_device
from spotter.services.finish_rotation import finish_rotation
from spotter.stores.registry import Registry


def retire_device(
    registry: Registry, things: Things, clock: Clock, *, tenant: Tenant, name: DeviceName
) -> Device:
    """Retire a device; a device that is retired already stays as it is.

    The registry is written first: from then on the token is refused, and `ingest` refuses what the
    certificates send. Then they are revoked, also when the device was found retired, so that calling again
    finishes what a call that died half-way began.

    Raises:
        NotFound: there is no such device.
    """
    now = clock()
    gone = change_device(registry, tenant, name, lambda device: retired(device, at=now))
    things.revoke(gone.thing, gone.principal)
    return finish_rotation(registry, things, clock, tenant=tenant, name=name)
