"""Record that a device's sensor was calibrated or bump-tested, which is what its trust rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.devices import Device, SensorChecks
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import is_gone
from spotter.errors import Invalid, NotFound, WrongState
from spotter.ports.clock import Clock
from spotter.services.change_device import change_device
from spotter.stores.registry import Registry

CheckKind = Literal["calibration", "bump_test"]


def record_check(
    registry: Registry,
    clock: Clock,
    *,
    tenant: Tenant,
    name: DeviceName,
    channel: str,
    kind: CheckKind,
    at: datetime | None = None,
) -> Device:
    """Record a check of one channel's sensor; an older one never replaces a younger one.

    Raises:
        NotFound: there is no such device, or its profile has no such channel.
        Invalid: the check lies in the future.
        WrongState: the device is retired or deleted.
    """
    now = clock()
    done = at or now
    if done > now:
        raise Invalid("at: a check that has not been made yet cannot be recorded", field="at")
    seen = registry.device(tenant, name).document
    if is_gone(seen):
        raise WrongState("device", name, state=seen.state, remedy="there is nothing to check any more")
    if channel not in registry.profile(tenant, seen.profile, seen.profile_version).channels:
        raise NotFound("channel", channel[:80], device=name, profile=seen.profile)
    return change_device(registry, tenant, name, lambda device: _checked(device, channel, kind, done))


def _checked(device: Device, channel: str, kind: CheckKind, at: datetime) -> Device:
    before = device.checks.get(channel, SensorChecks())
    if kind == "calibration":
        checks = msgspec.structs.replace(before, calibrated_at=max(before.calibrated_at or at, at))
    else:
        checks = msgspec.structs.replace(before, bump_tested_at=max(before.bump_tested_at or at, at))
    return msgspec.structs.replace(device, checks={**device.checks, channel: checks})
