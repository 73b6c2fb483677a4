"""Whose readings a message holds: the sender's own, or those of a device that the sender speaks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.readings import RefusalReason
from spotter.domain.decoding import Fields, Part, Refused
from spotter.domain.lifecycle import is_gone
from spotter.stores.registry import Registry

Named = tuple[Tenant, DeviceName]
NAMED_BY = "device"
"""The field by which an item of a gateway says which device measured it."""


def devices_spoken_for(
    registry: Registry, opened: Iterable[tuple[Device, Sequence[Part]]]
) -> Mapping[Named, Device]:
    """Read, in one request for a whole batch, the devices that senders claim to speak for."""
    wanted = {
        (sender.tenant, DeviceName(name))
        for sender, parts in opened
        for part in parts
        if isinstance(name := _claimed(part.item), str) and name != sender.name
    }
    return registry.devices_named(sorted(wanted)) if wanted else {}


def measured_by(item: Fields, sender: Device, known: Mapping[Named, Device]) -> Device:
    """Say which device measured an item: its own sender, unless it names another.

    Raises:
        Refused: that device is unknown or not heard, or this sender is none of its gateways.
    """
    claimed = item.get(NAMED_BY, sender.name)
    if not isinstance(claimed, str):
        raise Refused(RefusalReason.WRONG_TYPE, "device must be the name of the device that measured this")
    if claimed == sender.name:
        return sender
    device = known.get((sender.tenant, DeviceName(claimed)))
    if device is None:
        raise Refused(RefusalReason.UNKNOWN_DEVICE, f"no device {claimed[:63]} is registered")
    expect_heard(device)
    if sender.name not in device.gateways:
        sentence = f"{sender.name} is no gateway of {device.name}"
        raise Refused(RefusalReason.WRONG_PRINCIPAL, sentence)
    return device


def expect_heard(device: Device) -> None:
    """Raise Refused if what a device says is not taken in its state of life."""
    if is_gone(device):
        raise Refused(RefusalReason.RETIRED_DEVICE, "the device is retired")


def _claimed(item: Fields | Refused) -> object:
    return None if isinstance(item, Refused) else item.get(NAMED_BY)
