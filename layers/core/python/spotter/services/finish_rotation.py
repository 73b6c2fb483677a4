"""Finish a rotation: revoke the certificates that are not good any more."""

from __future__ import annotations

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import ended
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.services.change_device import change_device
from spotter.stores.registry import Registry


def finish_rotation(
    registry: Registry, things: Things, clock: Clock, *, tenant: Tenant, name: DeviceName
) -> Device:
    """Revoke at the broker what `ingest` refuses already; in the middle of an overlap nothing happens.

    The registry is written first, then each certificate is revoked, and only then is it forgotten: dying
    anywhere in between leaves a device that refuses them, and calling again does the rest.

    Raises:
        NotFound: there is no such device.
    """
    now = clock()

    def over(device: Device) -> Device:
        passed = device.overlap_until is not None and now > device.overlap_until
        return ended(device) if passed else device

    device = change_device(registry, tenant, name, over)
    ending = device.ending_principals
    for principal in ending:
        things.revoke(device.thing, principal)
    return change_device(registry, tenant, name, lambda seen: _without(seen, ending))


def _without(device: Device, revoked: tuple[str, ...]) -> Device:
    left = tuple(each for each in device.ending_principals if each not in revoked)
    return msgspec.structs.replace(device, ending_principals=left)
