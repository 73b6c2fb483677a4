"""Where the machines are that zones move with."""

from __future__ import annotations

from collections.abc import Iterable

from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.zones import Around, Zone
from spotter.stores.tracks import Tracks


class Machines:
    """The tracks of the machines of some zones, read once."""

    def __init__(self, tracks: Tracks, tenant: Tenant, zones: Iterable[Zone]) -> None:
        names = sorted({zone.shape.device for zone in zones if isinstance(zone.shape, Around)})
        self._tracks = tracks.of_devices(tenant, names) if names else {}

    def nearest(self, machine: DeviceName, fix: Fix) -> Fix | None:
        """Give the machine's fix that is nearest in time to somebody's fix; None when it has none."""
        return min(
            self._tracks.get(machine, ()), key=lambda each: (abs(each.at - fix.at), each.at), default=None
        )
