"""Doubting on the spot: how far each value is believed, by the same steps as in the cloud."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from spotter.contracts.devices import Device
from spotter.contracts.gateways import Manifest
from spotter.contracts.names import DeviceName
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.trails import Trail, milliseconds
from spotter.domain.paging import spilled
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.trail import Delivered, Numbered, advance
from spotter.domain.trust.live import doubted, note_over_range
from spotter.domain.trust.sensors import sensors_of
from spotter.edge.gateway.shelf import Shelf


class Doubting:
    """Follows the trail of each device behind the gateway; numbers of boots long past are forgotten here."""

    def __init__(
        self, manifest: Manifest, profiles: Mapping[ProfileKey, Profile], trails: Shelf[Trail]
    ) -> None:
        self._trails = trails
        self._suspect = {each.name for each in manifest.devices if each.suspect}
        self._sensors = {
            each.name: sensors_of(profiles[manifest.tenant, each.profile, each.profile_version], each.checks)
            for each in manifest.devices
        }
        self._count = 0

    def believed(self, reading: Reading, now: datetime) -> list[Reading]:
        """Give a reading with its doubts; none where its number makes one hole too many to remember."""
        trail = self._trails.take(reading.device)
        rows, _ = advance(trail, [Delivered(self._name(), [reading])], now_s=milliseconds(now) // 1000)
        suspect = reading.device in self._suspect
        rows = doubted(trail, rows, self._sensors[reading.device], suspect=suspect)
        self._forget(trail)
        return [row.reading for row in rows]

    def refused(self, reading: Reading, device: Device, now: datetime) -> None:
        """Remember what a refused reading tells of its sensors, and that its number is no gap."""
        trail = self._trails.take(device.name)
        numbers = [Numbered(reading.boot, reading.seq)]
        advance(trail, [Delivered(self._name(), [], 1, numbers)], now_s=milliseconds(now) // 1000)
        note_over_range(trail, [reading], self._sensors[device.name])
        self._forget(trail)

    def knows(self, device: DeviceName) -> bool:
        """Tell whether a device is behind this gateway."""
        return device in self._sensors

    def _name(self) -> str:
        self._count += 1
        return str(self._count)

    @staticmethod
    def _forget(trail: Trail) -> None:
        """Keep a trail small: nothing is delivered twice by a queue here."""
        trail.heard.clear()
        spilled(trail)
