"""The life of a device: which state may follow which, and what it means for what the device says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from spotter.contracts.devices import Device, DeviceState
from spotter.errors import WrongState

AFTER: Mapping[DeviceState, frozenset[DeviceState]] = {
    DeviceState.NEW: frozenset(
        {DeviceState.ACTIVE, DeviceState.SUSPECT, DeviceState.QUARANTINED, DeviceState.RETIRED}
    ),
    DeviceState.ACTIVE: frozenset({DeviceState.SUSPECT, DeviceState.QUARANTINED, DeviceState.RETIRED}),
    DeviceState.SUSPECT: frozenset({DeviceState.ACTIVE, DeviceState.QUARANTINED, DeviceState.RETIRED}),
    DeviceState.QUARANTINED: frozenset({DeviceState.ACTIVE, DeviceState.SUSPECT, DeviceState.RETIRED}),
    DeviceState.RETIRED: frozenset({DeviceState.DELETED}),
    DeviceState.DELETED: frozenset(),
}
"""Which states may follow. Nothing comes back from retirement, and only the retired are deleted."""

GONE = frozenset({DeviceState.RETIRED, DeviceState.DELETED})
"""States in which a device opens nothing any more, and nothing that it says is looked at."""

_REMEDIES = {
    DeviceState.RETIRED: "that is for ever, so register another name",
    DeviceState.DELETED: "its name stays taken, so register another",
}


def is_gone(device: Device) -> bool:
    """Tell whether a device is retired or deleted."""
    return device.state in GONE


def moved(device: Device, state: DeviceState, *, because: str | None = None) -> Device:
    """Give the device in another state; one that is in it already stays as it is.

    Raises:
        WrongState: that state cannot follow.
    """
    if device.state is state:
        return device
    if state not in AFTER[device.state]:
        raise WrongState(
            "device", device.name, state=device.state, remedy=_REMEDIES.get(device.state, "retire it first")
        )
    return msgspec.structs.replace(device, state=state, because=because)


def spoken(device: Device, principal: str | None) -> Device:
    """Give the device after an accepted reading of it: no longer new, and done with its old certificates.

    `principal` is the certificate that sent the reading; None where the device spoke through its HTTP token,
    which tells nothing of its certificates. A device for which nothing changes is given back as it is.
    """
    if device.state is DeviceState.NEW:
        device = moved(device, DeviceState.ACTIVE)
    if device.also_principals and principal == device.principal:
        return ended(device)
    return device


def ended(device: Device) -> Device:
    """Give the device at the end of a rotation: only its newest certificate is good."""
    return msgspec.structs.replace(
        device,
        also_principals=(),
        overlap_until=None,
        ending_principals=(*device.ending_principals, *device.also_principals),
    )


def retired(device: Device, *, at: datetime) -> Device:
    """Give the device retired: no certificate of it is good any more, and all are to be revoked."""
    if is_gone(device):
        return device
    return msgspec.structs.replace(moved(ended(device), DeviceState.RETIRED), retired_at=at)


def deleted(device: Device) -> Device:
    """Give what stays of a device that is deleted: its name, so that nobody ever takes it, and its dates."""
    if device.state is DeviceState.DELETED:
        return device
    gone = moved(device, DeviceState.DELETED)
    return msgspec.structs.replace(gone, token_digest="", tags=(), groups=(), checks={})
