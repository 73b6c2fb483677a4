"""Settle trust: by what the readings of a day are believed or not, the same whenever the day is made again.

Readings come as they come, but checks and states of devices are changed by people afterwards. So a day keeps
by what it was settled: when it is made again it goes by that, and takes only what it could have known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain

from spotter.contracts.archive import Manifest
from spotter.contracts.devices import Device, DeviceState, SensorChecks
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.settlements import Basis, Carried, Settlement
from spotter.contracts.trails import Trail, milliseconds
from spotter.domain.rules.tables import ProfileKey
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.stores.days import Days
from spotter.stores.raw import day_of
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails

OverRange = Mapping[DeviceName, Trail]
"""Trails that know of refused readings over range, by device of a tenant."""

LOOKED_BACK = 7
"""Compacted days before a day in which the end of a device is looked for; a latch it finds in the trail."""


class KnownProfiles:
    """Versions of profiles, read once: they never change. One that nobody knows is None."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[ProfileKey, Profile | None] = {}

    def of(self, keys: Iterable[ProfileKey]) -> dict[ProfileKey, Profile]:
        """Give those that there are."""
        return {key: profile for key in keys if (profile := self._one(key))}

    def _one(self, key: ProfileKey) -> Profile | None:
        if key not in self._known:
            try:
                self._known[key] = self._registry.profile(*key)
            except NotFound:
                self._known[key] = None
        return self._known[key]


class SettleTrust:
    """Says by what a day is settled, from what is registered, remembered, and carried over."""

    def __init__(self, *, registry: Registry, trails: Trails, days: Days, clock: Clock) -> None:
        self.profiles = KnownProfiles(registry)
        self._registry = registry
        self._trails = trails
        self._days = days
        self._clock = clock

    def bases(self, of: Manifest, devices: Iterable[DeviceName]) -> dict[DeviceName, Basis]:
        """Say by what each device is settled on a day; a day that was settled before keeps to that."""
        names = sorted(devices)
        current = self._days.manifest(of.tenant, of.site, of.day)
        before = self._days.settlement(current.document).by if current else {}
        registered = self._registry.devices_named((of.tenant, name) for name in names)
        trails = self._trails.get_many((of.tenant, name) for name in names)
        starts, end = self.starts(of.tenant, of.site, of.day, names), _end_of(of.day)
        found = {}
        for name in names:
            trail = trails.get((of.tenant, name))
            basis = self._fresh(registered.get((of.tenant, name)), before.get(name), end)
            overs = _overs(trail.document if trail else Trail(), milliseconds(end))
            found[name] = Basis(basis.checks, basis.suspect, overs, starts.get(name, Carried()))
        return found

    def starts(
        self, tenant: Tenant, site: SiteName, day: str, devices: Iterable[DeviceName]
    ) -> dict[DeviceName, Carried]:
        """Give what each device carries into a day, from the last day before in which it has readings."""
        wanted, found = set(devices), dict[DeviceName, Carried]()
        for name in reversed([each for each in self._days.names(tenant, site) if each < day][-LOOKED_BACK:]):
            if not wanted:
                break
            ends = self._ends(tenant, site, name)
            found |= {device: ends[device] for device in wanted.intersection(ends)}
            wanted.difference_update(ends)
        return found

    def over_range(self, tenant: Tenant) -> OverRange:
        """Give the trails of a tenant that know of refused readings over range."""
        return self._trails.over_range(tenant)

    def surprised(self, tenant: Tenant, site: SiteName, told: OverRange) -> list[str]:
        """Name the days that were settled before a refused reading told that a channel was over its range.

        Such a reading is in no raw object, so only the trail of its device says that the day is due again.
        """
        first = min((at for trail in told.values() for at in chain(*trail.overs.values())), default=None)
        if first is None:
            return []
        since = day_of(datetime.fromtimestamp(first / 1000, UTC))
        names = [day for day in self._days.names(tenant, site) if day >= since]
        return [day for day in names if self._is_surprised(told, tenant, site, day)]

    def _is_surprised(self, told: OverRange, tenant: Tenant, site: SiteName, day: str) -> bool:
        by, end = self._settlement(tenant, site, day).by, milliseconds(_end_of(day))
        return any(
            set(moments) - set(by[name].overs.get(channel, ()))
            for name in by.keys() & told.keys()
            for channel, moments in _overs(told[name], end).items()
        )

    def unsettled(self, tenant: Tenant, site: SiteName, made: Iterable[str]) -> list[str]:
        """Name the days after those made that went on from something else than is known now."""
        names = self._days.names(tenant, site)
        after = {
            name for day in made for name in [each for each in names if each > day][:LOOKED_BACK]
        }.difference(made)
        return [name for name in sorted(after) if self._is_unsettled(tenant, site, name)]

    def _is_unsettled(self, tenant: Tenant, site: SiteName, day: str) -> bool:
        settlement = self._settlement(tenant, site, day)
        starts = self.starts(tenant, site, day, settlement.by)
        return any(starts.get(name, Carried()) != basis.start for name, basis in settlement.by.items())

    def _ends(self, tenant: Tenant, site: SiteName, day: str) -> Mapping[DeviceName, Carried]:
        return self._settlement(tenant, site, day).ends

    def _settlement(self, tenant: Tenant, site: SiteName, day: str) -> Settlement:
        stored = self._days.manifest(tenant, site, day)
        return self._days.settlement(stored.document) if stored else Settlement()

    def _fresh(self, device: Device | None, before: Basis | None, end: datetime) -> Basis:
        suspect = device is not None and device.state is DeviceState.SUSPECT
        checks = device.checks if device else {}
        if before is None:
            return Basis(dict(checks), suspect=suspect)
        known = {
            name: _known(checks.get(name, SensorChecks()), before.checks.get(name, SensorChecks()), end)
            for name in sorted({*checks, *before.checks})
        }
        return Basis(known, suspect=suspect if self._clock() < end else before.suspect)


def _known(now: SensorChecks, before: SensorChecks, end: datetime) -> SensorChecks:
    """Give the checks that a day goes by: what was done after it ended says nothing about it."""

    def one(new: datetime | None, old: datetime | None) -> datetime | None:
        return old if new is None or new >= end else new

    return SensorChecks(
        one(now.calibrated_at, before.calibrated_at),
        one(now.bump_tested_at, before.bump_tested_at),
        one(now.acknowledged_at, before.acknowledged_at),
    )


def _overs(trail: Trail, end: int) -> dict[str, tuple[int, ...]]:
    """Give the moments over range until the end of a day that a trail knows of."""
    found = {
        channel: tuple(sorted({at for at in (*trail.overs.get(channel, ()), over) if at < end}))
        for channel, over in sorted(trail.over.items())
    }
    return {channel: moments for channel, moments in found.items() if moments}


def _end_of(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
