"""Retire a device: its certificate and its token open nothing any more."""

from __future__ import annotations

import msgspec

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import DeviceName, Tenant
from spotter.errors import Conflict
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.stores.registry import Registry


def retire_device(
    registry: Registry, things: Things, clock: Clock, *, tenant: Tenant, name: DeviceName
) -> Device:
    """Retire a device; a device that is retired already stays as it is.

    The registry is written first: from then on the token is refused, and `ingest` refuses what the
    certificate sends. Then the certificate is revoked, also when the device was found retired, so that
    calling again finishes what a call that died half-way began.

    Raises:
        NotFound: there is no such device.
    """
    retired = _retired(registry, clock, tenant, name)
    things.revoke(retired.thing, retired.principal)
    return retired


def _retired(registry: Registry, clock: Clock, tenant: Tenant, name: DeviceName) -> Device:
    seen = registry.device(tenant, name)
    if seen.document.state is DeviceState.RETIRED:
        return seen.document
    retired = msgspec.structs.replace(seen.document, state=DeviceState.RETIRED, retired_at=clock())
    try:
        return registry.put_device(retired, expected=seen.version).document
    except Conflict:
        now = registry.device(tenant, name).document
        if now.state is DeviceState.RETIRED:
            return now
        raise
