"""Locate people: from position readings to tracks, and from tracks to what zones have to say.

Everything is decided from the joined track, so batches may repeat, overtake each other and meet: the track is
written on condition of its version, and signals are joined by their extremes in the alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, WorkerName
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.whereabouts import Whereabouts
from spotter.domain.fixes import fix_of
from spotter.domain.zones.tracks import joined
from spotter.domain.zones.watching import Somebody, signals, watched
from spotter.domain.zones.whereabouts import zones_at
from spotter.errors import Conflict, Unavailable
from spotter.ports.queue import Queue
from spotter.services.ending import worth_saying
from spotter.services.machines import Machines
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry
from spotter.stores.tracks import Tracks
from spotter.stores.whereabouts import LastZones
from spotter.stores.zones import Zones

ATTEMPTS = 8
"""How often a track is joined anew when another writer was first; then the queue brings the batch again."""

Wearer = Callable[[Tenant, DeviceName, datetime], WorkerName | None]
"""Tells who wore a device at a moment."""


class Located(NamedTuple):
    """What became of a device's batch, for the log line."""

    fixes: int
    signals: int


class LocatePeople:
    """The use case with what it works on."""

    def __init__(
        self,
        *,
        registry: Registry,
        zones: Zones,
        tracks: Tracks,
        last: LastZones,
        ledger: AlarmLedger,
        alarms: Queue,
        wearer: Wearer,
    ) -> None:
        self._registry = registry
        self._zones = zones
        self._tracks = tracks
        self._last = last
        self._ledger = ledger
        self._alarms = alarms
        self._wearer = wearer
        self._profiles: dict[tuple[Tenant, ProfileName, int], Profile] = {}

    def __call__(self, readings: Sequence[Reading]) -> Located:
        """Take in position readings of one device.

        Raises:
            Unavailable: a store does not answer, or others kept being first; the batch must come again.
        """
        arrived = [fix for fix in map(self._fix, readings) if fix is not None]
        if not arrived:
            return Located(0, 0)
        tenant, device = readings[0].tenant, readings[0].device
        track = self._joined(tenant, device, arrived)
        said: list[Signal] = []
        for site in sorted({reading.site for reading in readings}):
            said += self._said(tenant, site, device, track)
        self._send(said)
        self._note(tenant, readings[-1].site, device, track[-1])
        return Located(len(arrived), len(said))

    def _said(
        self, tenant: Tenant, site: SiteName, device: DeviceName, track: tuple[Fix, ...]
    ) -> list[Signal]:
        zones = list(self._zones.of_site(tenant, site))
        machines = Machines(self._tracks, tenant, zones)
        said: list[Signal] = []
        for who, fixes in self._by_wearer(tenant, device, track).items():
            here = watched(zones, who, fixes, machines.nearest)
            for zone in zones:
                if zone.name in here:
                    said += signals(zone, who, here[zone.name])
        return said

    def _note(self, tenant: Tenant, site: SiteName, device: DeviceName, fix: Fix) -> None:
        """Write down in which zones the latest fix lies, for whoever calls people to an alarm there."""
        zones = list(self._zones.of_site(tenant, site))
        who = Somebody(device, self._wearer(tenant, device, fix.at))
        names = zones_at(zones, who, fix, Machines(self._tracks, tenant, zones).nearest)
        for subject in {who.subject, Somebody(device).subject}:
            self._last.note(tenant, subject, Whereabouts(site, names, fix.at))

    def _by_wearer(
        self, tenant: Tenant, device: DeviceName, track: Iterable[Fix]
    ) -> dict[Somebody, list[Fix]]:
        stays: defaultdict[Somebody, list[Fix]] = defaultdict(list)
        for fix in track:
            stays[Somebody(device, self._wearer(tenant, device, fix.at))].append(fix)
        return stays

    def _joined(self, tenant: Tenant, device: DeviceName, arrived: list[Fix]) -> tuple[Fix, ...]:
        for _ in range(ATTEMPTS):
            stored = self._tracks.get(tenant, device)
            kept = self._tracks.fixes(stored)
            track = joined(kept, arrived)
            if track == kept:
                return track
            try:
                self._tracks.put(tenant, device, track, expected=stored.version if stored else None)
            except Conflict:
                continue
            return track
        raise Unavailable("the track is being written by others", device=device)

    def _send(self, said: list[Signal]) -> None:
        active = [each for each in said if isinstance(each, ConditionActive)]
        normal = [each for each in said if isinstance(each, ConditionNormal)]
        ending = worth_saying(self._ledger, normal, active)
        self._alarms.send([msgspec.json.encode(each) for each in (*active, *ending)])

    def _fix(self, reading: Reading) -> Fix | None:
        key = (reading.tenant, reading.profile, reading.profile_version)
        if key not in self._profiles:
            self._profiles[key] = self._registry.profile(*key)
        return fix_of(reading, self._profiles[key])
