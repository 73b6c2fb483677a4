"""Provision a device: the broker asks whether whoever shows a claim certificate may be the device it says."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device, NewDevice
from spotter.contracts.names import ThingName
from spotter.contracts.provisioning import Allowed, Asked, Claim, ProvisioningLimits
from spotter.domain.provisioning import Denial, Grant, abuse_of, decide, is_told, renewed
from spotter.errors import Conflict, Invalid, NotFound, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.services.describe_device import describe_device
from spotter.stores.documents import Stored
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry

TRIES = 8
"""How often a request is tried that others with the same claim write beside; the device asks again after."""


class Decided(NamedTuple):
    """The thing that the device may be, or None and why not; `site` is the claim's, where it is known."""

    thing: ThingName | None
    why: str
    site: str = ""


class _Seen(NamedTuple):
    """What is known of a request before it is decided."""

    claim: Stored[Claim]
    allowed: Stored[Allowed] | None
    device: Stored[Device] | None


class ProvisionDevice:
    """Decides requests. Claim, allow-list entry and device are written together or not at all.

    The device is registered with the certificate that the broker is about to make good, so that `ingest`
    knows its sender from its first message on. Where the broker then fails, the certificate stays without
    power, and asking again with the same one is granted again and counted once.
    """

    def __init__(
        self,
        *,
        registry: Registry,
        access: FleetAccess,
        alarms: Queue,
        clock: Clock,
        limits: ProvisioningLimits,
    ) -> None:
        self._registry = registry
        self._access = access
        self._alarms = alarms
        self._clock = clock
        self._limits = limits

    def __call__(self, asked: Asked) -> Decided:
        """Decide about one device. A claim that nobody made is refused and is nobody's alarm.

        Raises:
            Unavailable: a part does not answer, or too many ask at once; the device asks again.
        """
        for _ in range(TRIES):
            seen = self._look(asked)
            if seen is None:
                return Decided(None, "unknown_claim")
            try:
                return self._decided(asked, seen, self._clock())
            except Conflict:
                continue
        raise Unavailable("too many ask with this claim at once", tries=TRIES)

    def _look(self, asked: Asked) -> _Seen | None:
        claim = self._access.claim(asked.claim)
        if claim is None:
            return None
        allowed = self._access.allowed(claim.document.tenant, asked.serial)
        return _Seen(claim, allowed, None if allowed is None else self._device(allowed.document))

    def _device(self, allowed: Allowed) -> Stored[Device] | None:
        try:
            return self._registry.device(allowed.tenant, allowed.device)
        except NotFound:
            return None

    def _decided(self, asked: Asked, seen: _Seen, at: datetime) -> Decided:
        claim, allowed, device = seen
        verdict = decide(
            asked,
            claim=claim.document,
            allowed=None if allowed is None else allowed.document,
            device=None if device is None else device.document,
            at=at,
            limits=self._limits,
        )
        site = claim.document.site
        if isinstance(verdict, Denial):
            self._tell(claim, verdict, at)
            return Decided(None, verdict, site)
        try:
            return Decided(self._grant(asked, verdict, seen, at), "granted", site)
        except (NotFound, Invalid) as err:  # an entry that names what is not there any more
            return Decided(None, err.code, site)

    def _grant(self, asked: Asked, grant: Grant, seen: _Seen, at: datetime) -> ThingName:
        if seen.device is not None and grant.is_repeated:
            return seen.device.document.thing
        entry = grant.allowed
        if seen.device is None:
            wanted = NewDevice(entry.device, entry.site, entry.profile, entry.tags, entry.groups)
            described = describe_device(self._registry, tenant=entry.tenant, wanted=wanted, at=at)
            device = msgspec.structs.replace(described, principal=asked.certificate)
        else:
            device = renewed(seen.device.document, asked.certificate)
            self._registry.rotations.begin(device.tenant, device.name, at)
        self._access.grant(
            (grant.claim, seen.claim.version),
            (entry, seen.allowed.version if seen.allowed else None),
            (device, seen.device.version if seen.device else None),
        )
        return device.thing

    def _tell(self, claim: Stored[Claim], denial: Denial, at: datetime) -> None:
        """Raise the alarm first and note it after; who loses the race to note it has told all the same."""
        if is_told(claim.document, at, self._limits):
            return
        signal = abuse_of(claim.document, denial, at, self._limits)
        self._alarms.send([msgspec.json.encode(signal)])
        noted = msgspec.structs.replace(claim.document, abused_at=at, told_at=at)
        with suppress(Conflict):
            self._access.put_claim(noted, expected=claim.version)
