"""What was learned of a catalogue, kept in the lake so that a new process need not read everything anew."""

from __future__ import annotations

from spotter.contracts.names import Tenant
from spotter.errors import NotFound
from spotter.ports.objects import Objects


class SavedIndexes:
    """The latest index of each tenant; older ones stay until the lake's life cycle takes them."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def latest(self, tenant: Tenant) -> bytes | None:
        """Read the index with the highest number; None when none was kept."""
        keys = list(self._objects.keys(_folder(tenant)))
        if not keys:
            return None
        try:
            return self._objects.get(keys[-1])
        except NotFound:
            return None

    def keep(self, tenant: Tenant, content: bytes, *, number: int) -> None:
        """Keep an index that has learned everything up to a number."""
        self._objects.put(f"{_folder(tenant)}{number:012d}.msgpack", content)


def _folder(tenant: Tenant) -> str:
    return f"catalogue/tenant={tenant}/index/"
