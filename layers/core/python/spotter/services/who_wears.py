"""Who wears what: the workers of a site by the devices that they wear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName
from spotter.domain.assignments import wearer
from spotter.stores.assignments import Assignments
from spotter.stores.registry import Registry


class Wearers:
    """Answers who wears a device, from the history of assignments."""

    def __init__(self, registry: Registry, assignments: Assignments) -> None:
        self._registry = registry
        self._assignments = assignments

    def wearer(self, tenant: Tenant, device: DeviceName, at: datetime) -> WorkerName | None:
        """Tell who wore a device at a moment, as it is known now."""
        return wearer(self._assignments.of_device(tenant, device), device, at)

    def worn(
        self, tenant: Tenant, site: SiteName, at: datetime
    ) -> Mapping[WorkerName, tuple[DeviceName, ...]]:
        """Give the devices that each worker wears at a site at a moment."""
        worn: defaultdict[WorkerName, list[DeviceName]] = defaultdict(list)
        for device in self._registry.devices(tenant):
            if device.site == site and (who := self.wearer(tenant, device.name, at)) is not None:
                worn[who].append(device.name)
        return {who: tuple(devices) for who, devices in worn.items()}
