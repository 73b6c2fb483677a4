"""Write a device with a certificate that was just made for it, or leave no such certificate behind."""

from __future__ import annotations

from spotter.contracts.devices import Device
from spotter.errors import Conflict, NotFound, SpotterError
from spotter.ports.things import Things
from spotter.stores.registry import Registry


def write_or_revoke(registry: Registry, things: Things, wanted: Device, *, expected: int | None) -> None:
    """Write a device; if that fails, revoke its newest certificate, since nobody will ever know it.

    A write whose answer was lost and that was sent again meets itself, and that is no failure.

    Raises:
        Conflict: another device, or another state of this one, is written there.
    """
    try:
        registry.put_device(wanted, expected=expected)
    except Conflict:
        if _stored(registry, wanted) == wanted:
            return
        things.revoke(wanted.thing, wanted.principal)
        raise
    except SpotterError:
        things.revoke(wanted.thing, wanted.principal)
        raise


def _stored(registry: Registry, wanted: Device) -> Device | None:
    try:
        return registry.device(wanted.tenant, wanted.name).document
    except NotFound:
        return None
