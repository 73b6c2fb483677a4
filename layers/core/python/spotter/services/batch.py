"""A batch after it was read: what is usable, what is not, and which message of which device brought it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading, Refusal
from spotter.domain.decoding import Fields
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.trail import Delivered, Numbered

Named = tuple[Tenant, DeviceName]
Heard = tuple[Named, str | None]


class Sent(msgspec.Struct):
    """What one message brought of one device, while it is being read."""

    readings: list[Reading] = msgspec.field(default_factory=list)
    refused: list[Numbered] = msgspec.field(default_factory=list)
    quarantined: int = 0


class Batch(NamedTuple):
    """Suspects are what is sound in refused readings: they can show danger.

    `sent` says by device and message what was published and what became of it; a stranger's messages are in
    no device's account. `heard` are the devices whose registration changes because they spoke, each with the
    certificate that sent the message; it is None where the device spoke through its HTTP token.
    """

    readings: list[Reading]
    suspects: list[Reading]
    refusals: list[Refusal]
    profiles: Mapping[ProfileKey, Profile]
    devices: dict[Named, Device]
    sent: dict[Named, dict[str, Sent]]
    heard: set[Heard]

    def accept(self, reading: Reading, message: str, device: Device) -> None:
        """Take in a good reading."""
        self.readings.append(reading)
        self._sent(message, device).readings.append(reading)

    def refuse(self, refusal: Refusal, author: Device | None, item: Fields | None = None) -> None:
        """Take in what is refused, and its number where it has one; without an author it is a stranger's."""
        self.refusals.append(refusal)
        if author is None:
            return
        sent = self._sent(refusal.delivery, author)
        sent.quarantined += refusal.count
        boot, seq = (item.get("boot"), item.get("seq")) if item else (None, None)
        if isinstance(boot, str) and type(seq) is int and seq >= 0:
            sent.refused.append(Numbered(boot, seq))

    def suspects_of(self, named: Named) -> list[Reading]:
        """Give what is sound in refused readings of a device."""
        return [each for each in self.suspects if (each.tenant, each.device) == named]

    def delivered(self, named: Named) -> list[Delivered]:
        """Give what each message brought of a device."""
        return [
            Delivered(message, sent.readings, sent.quarantined, sent.refused)
            for message, sent in self.sent[named].items()
        ]

    def _sent(self, message: str, device: Device) -> Sent:
        named = device.tenant, device.name
        messages = self.sent.get(named)
        if messages is None:
            messages = self.sent[named] = {}
            self.devices[named] = device
        sent = messages.get(message)
        if sent is None:
            sent = messages[message] = Sent()
        return sent
