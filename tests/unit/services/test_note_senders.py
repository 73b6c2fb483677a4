"""A device that speaks counts as active, whoever writes its registration in the same moment."""

from __future__ import annotations

import msgspec

from builders.alarm_path import DEVICE, TENANT, a_device
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.devices import Device, DeviceState
from spotter.services.note_senders import note_senders
from spotter.stores.documents import Stored
from spotter.stores.registry import Registry


class Contended(Registry):
    """A registry in which an operator tags a device just before it is written."""

    tagged = False

    def put_device(self, device: Device, *, expected: int | None) -> Stored[Device]:
        """Let the operator be first, once."""
        if expected is not None and not self.tagged:
            self.tagged = True
            seen = self.device(device.tenant, device.name)
            super().put_device(msgspec.structs.replace(seen.document, tags=("blue",)), expected=seen.version)
        return super().put_device(device, expected=expected)


def test_a_device_that_speaks_while_an_operator_writes_it_is_active_and_keeps_what_was_written() -> None:
    registry = Contended(MemoryRecords())
    new = msgspec.structs.replace(a_device(), state=DeviceState.NEW)
    registry.put_device(new, expected=None)

    note_senders(registry, [((TENANT, DEVICE), None)])

    noted = registry.device(TENANT, DEVICE).document
    assert (noted.state, noted.tags) == (DeviceState.ACTIVE, ("blue",))
