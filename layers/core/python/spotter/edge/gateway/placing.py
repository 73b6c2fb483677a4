"""Placing: the beacons that a device hears become a fix in its reading, in its profile's channels."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.gateways import Manifest
from spotter.domain.beacons import Beacon, nearest
from spotter.domain.fixes import ACCURACY, LATITUDE, LEVEL, LONGITUDE
from spotter.edge.gateway.items import Heard


class Placing:
    """Beacons that were surveyed in, and which channels of which device hold a fix."""

    def __init__(self, beacons: Iterable[Beacon], manifest: Manifest) -> None:
        self._known = {each.name: each for each in beacons}
        channels = {
            (each.name, each.version): {
                channel.hazard: name for name, channel in each.channels.items() if channel.hazard
            }
            for each in manifest.profiles
        }
        self._roles = {each.name: channels[each.profile, each.profile_version] for each in manifest.devices}

    def __call__(self, heard: Heard) -> Heard:
        """Put the fix into a reading. What the device says of its own place, for example by GNSS, stands."""
        roles = self._roles.get(heard.device, {})
        found = nearest(heard.beacons, self._known) if heard.beacons else None
        if found is None or not {LATITUDE, LONGITUDE} <= roles.keys() or roles[LATITUDE] in heard.values:
            return heard
        beacon = found.beacon
        said = {LATITUDE: beacon.latitude, LONGITUDE: beacon.longitude, ACCURACY: found.accuracy_m}
        if beacon.level is not None:
            said[LEVEL] = beacon.level
        fix = {roles[role]: value for role, value in said.items() if role in roles}
        return msgspec.structs.replace(heard, values={**heard.values, **fix})
