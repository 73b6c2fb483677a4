"""Move devices to another version of their profile, and back."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, Tenant
from spotter.domain.lifecycle import is_gone
from spotter.services.change_device import change_device
from spotter.services.list_devices import Wanted
from spotter.stores.registry import Registry

AT_ONCE = 200
"""Devices of one call: two calls of the registry each."""


class MoveOutcome(StrEnum):
    """What became of a device."""

    MOVED = "moved"
    UNCHANGED = "unchanged"
    """It has that version already; or, where a move is undone, it was never moved."""


class Moved(NamedTuple):
    """One device, and the versions before and after."""

    device: DeviceName
    outcome: MoveOutcome
    before: int
    after: int


class MovedPage(NamedTuple):
    """What became of some devices by name; `next` is what to go on after, None at the end."""

    rows: tuple[Moved, ...]
    next: DeviceName | None


class Move(msgspec.Struct, frozen=True):
    """Which devices of a profile to move, and where: to `version` (None: the latest), or back by `undo`.

    `devices` names single ones; `wanted` says what else they must be.
    """

    profile: ProfileName
    version: int | None = None
    undo: bool = False
    dry_run: bool = False
    devices: tuple[DeviceName, ...] = ()
    wanted: Wanted = Wanted()
    after: DeviceName | None = None


def move_profile(registry: Registry, tenant: Tenant, move: Move) -> MovedPage:
    """Move devices; what they have measured keeps the version that it was decoded by.

    Repeating it changes nothing. A move is undone once: back to the version before it.

    Raises:
        NotFound: there is no such version, or no such device.
        Conflict: others wrote a device each time in between.
    """
    version = None if move.undo else registry.profile(tenant, move.profile, move.version).version
    some = list(islice(_chosen(registry, tenant, move), AT_ONCE + 1))
    rows = tuple(_moved(registry, device, version, dry_run=move.dry_run) for device in some[:AT_ONCE])
    return MovedPage(rows, some[AT_ONCE - 1].name if len(some) > AT_ONCE else None)


def _chosen(registry: Registry, tenant: Tenant, move: Move) -> list[Device]:
    if move.devices:
        found = [registry.device(tenant, name).document for name in sorted(set(move.devices))]
    else:
        found = list(registry.devices(tenant))
    return [
        device
        for device in found
        if device.profile == move.profile
        and not is_gone(device)
        and move.wanted.fits(device)
        and (move.after is None or device.name > move.after)
    ]


def _moved(registry: Registry, device: Device, version: int | None, *, dry_run: bool) -> Moved:
    wanted = _at(device, version)
    outcome = MoveOutcome.UNCHANGED if wanted == device else MoveOutcome.MOVED
    if outcome is MoveOutcome.MOVED and not dry_run:
        change_device(registry, device.tenant, device.name, lambda seen: _at(seen, version))
    return Moved(device.name, outcome, device.profile_version, wanted.profile_version)


def _at(device: Device, version: int | None) -> Device:
    """Give a device at a version, or at the one before its last move."""
    target = device.version_before if version is None else version
    if target is None or target == device.profile_version:
        return device
    before = None if version is None else device.profile_version
    return msgspec.structs.replace(device, profile_version=target, version_before=before)
