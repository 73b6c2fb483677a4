"""Sweep the fleet: revoke certificates whose time has passed, and end the alarms of claims that are quiet."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.provisioning import Claim, ProvisioningLimits
from spotter.domain.provisioning import end_of_abuse, is_over
from spotter.errors import Conflict, SpotterError
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.ports.things import Things
from spotter.services.finish_rotation import finish_rotation
from spotter.stores.documents import Stored
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry
from spotter.stores.rotations import LISTS, Begun

MOST = 200
"""Devices whose certificates one run revokes: four calls each, and a function has its timeout."""

GRACE = timedelta(minutes=15)
"""How long a rotation that was begun may take to be written: longer than any function may run."""


class Swept(NamedTuple):
    """What a run did: devices whose certificates it revoked, those that failed, those that still wait."""

    revoked: int = 0
    failed: int = 0
    waiting: int = 0
    claims_quiet: int = 0


class SweepFleet:
    """One run is bounded and writes down what it did, so that the next goes on where this one ended."""

    def __init__(
        self,
        *,
        registry: Registry,
        access: FleetAccess,
        things: Things,
        alarms: Queue,
        clock: Clock,
        limits: ProvisioningLimits,
    ) -> None:
        self._registry = registry
        self._access = access
        self._things = things
        self._alarms = alarms
        self._clock = clock
        self._limits = limits

    def __call__(self, *, most: int = MOST) -> Swept:
        """Work off the agenda as far as one run may; lists take turns at being the first.

        Raises:
            Unavailable: the registry does not answer, or the alarms queue does not.
        """
        now = self._clock()
        swept = Swept(claims_quiet=self._end_alarms(now))
        first = int(now.timestamp()) // int(GRACE.total_seconds())
        for number in ((first + each) % LISTS for each in range(LISTS)):
            swept = self._work_off(number, now, swept, most)
        return swept

    def _work_off(self, number: int, now: datetime, swept: Swept, most: int) -> Swept:
        begun = self._registry.rotations.waiting(number)
        known = self._registry.devices_named([(each.tenant, each.device) for each in begun])
        done: list[Begun] = []
        for each in begun:
            device = known.get((each.tenant, each.device))
            if _is_due(device, now) and swept.revoked + swept.failed < most:
                device = self._finished(each)
                swept = swept._replace(
                    revoked=swept.revoked + (device is not None), failed=swept.failed + (device is None)
                )
                if device is None:
                    continue
            if not _is_rotating(device) and now - each.at > GRACE:
                done.append(each)
        self._registry.rotations.finish(number, done)
        return swept._replace(waiting=swept.waiting + len(begun) - len(done))

    def _finished(self, begun: Begun) -> Device | None:
        """Revoke what is over of one device; None when it cannot be done now, which holds up no other."""
        try:
            return finish_rotation(
                self._registry, self._things, self._clock, tenant=begun.tenant, name=begun.device
            )
        except SpotterError:
            return None

    def _end_alarms(self, now: datetime) -> int:
        """Say of each site whose claims are all quiet again that they are, and forget the abuse."""
        abused: dict[tuple[Tenant, SiteName], list[Stored[Claim]]] = {}
        for each in self._access.all_claims():
            if each.document.abused_at is not None:
                abused.setdefault((each.document.tenant, each.document.site), []).append(each)
        quiet = [claims for claims in abused.values() if self._are_over(claims, now)]
        for claims in quiet:
            self._alarms.send([msgspec.json.encode(end_of_abuse(claims[0].document, now))])
            for each in claims:
                forgotten = msgspec.structs.replace(each.document, abused_at=None, told_at=None)
                with suppress(Conflict):  # it was abused in this moment: the alarm is raised again
                    self._access.put_claim(forgotten, expected=each.version)
        return sum(map(len, quiet))

    def _are_over(self, claims: Iterable[Stored[Claim]], now: datetime) -> bool:
        return all(is_over(each.document, now, self._limits) for each in claims)


def _is_rotating(device: Device | None) -> bool:
    return device is not None and bool(device.also_principals or device.ending_principals)


def _is_due(device: Device | None, now: datetime) -> bool:
    if device is None:
        return False
    over = device.overlap_until is not None and now > device.overlap_until
    return over or bool(device.ending_principals)
