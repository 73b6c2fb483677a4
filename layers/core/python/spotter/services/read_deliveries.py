"""Read deliveries: find out who sent each message of a batch, and part what is usable from what is not."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import tenant_and_device
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Delivery, Refusal, RefusalReason
from spotter.domain.codecs.registry import count_of, parts_of
from spotter.domain.decoding import Part, Refused
from spotter.domain.lateness import OLDEST, too_old
from spotter.domain.lifecycle import spoken
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.validation import Checker
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.batch import Batch, Heard
from spotter.services.spoken_for import Named, devices_spoken_for, expect_heard, measured_by
from spotter.stores.registry import Registry

NOBODY = "unknown"
"""The tenant under which messages of nobody known are quarantined."""

QUARANTINED = Refused(RefusalReason.QUARANTINED_DEVICE, "the device is in quarantine until it is released")


class ReadDeliveries:
    """Reads batches; profiles are kept for the life of the process, since a version never changes."""

    def __init__(self, *, registry: Registry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self._profiles: dict[ProfileKey, Profile] = {}
        self._checkers: dict[ProfileKey, Checker] = {}

    def __call__(self, messages: Mapping[str, str]) -> Batch:
        """Read queue messages, by id.

        Raises:
            Unavailable: the registry does not answer.
        """
        envelopes = {name: _Envelope.of(name, body) for name, body in messages.items()}
        named = {envelope.named for envelope in envelopes.values() if envelope}
        devices = self._registry.devices_named(sorted(each for each in named if each))
        read = Batch([], [], [], self._profiles, {}, {}, set())
        opened: list[tuple[_Envelope, Device, list[Part]]] = []
        for name, envelope in envelopes.items():
            if envelope is None:
                read.refuse(self._of_nobody(name, messages[name]), None)
                continue
            try:
                sender = envelope.sender(devices, self._profile)
                profile = self._checker(sender).profile
                opened.append((envelope, sender, parts_of(envelope.payload(), profile, envelope.arrived)))
            except Refused as refused:
                read.refuse(envelope.refusal(refused), envelope.author(devices))
        spoken_for = devices_spoken_for(self._registry, [(sender, parts) for _, sender, parts in opened])
        for envelope, sender, parts in opened:
            for part in parts:
                self._take(envelope, part, sender, spoken_for, read)
        return read

    def _take(
        self, envelope: _Envelope, part: Part, sender: Device, spoken_for: Mapping[Named, Device], read: Batch
    ) -> None:
        if isinstance(part.item, Refused):
            read.refuse(envelope.refusal(part.item, part), sender)
            return
        try:
            device = measured_by(part.item, sender, spoken_for)
        except Refused as refused:
            read.refuse(envelope.refusal(refused, part), sender)
            return
        reading, fault = self._checker(device).look_at(
            part.item,
            device=device,
            arrived=envelope.arrived,
            delivery=envelope.name,
            position=part.position or 0,
            fault=part.fault,
        )
        if DeviceState.QUARANTINED in {sender.state, device.state}:
            fault = QUARANTINED
        if fault is None and envelope.arrived - reading.at > OLDEST:
            fault = too_old(reading)
        if fault is None:
            read.accept(reading, envelope.name, device)
            read.heard.update(_heard(envelope.certificate, sender, device))
        else:
            read.suspects.append(reading)
            read.refuse(envelope.refusal(fault, part, device.thing), device, part.item)

    def _profile(self, device: Device) -> Profile:
        return self._checker(device).profile

    def _checker(self, device: Device) -> Checker:
        key = (device.tenant, device.profile, device.profile_version)
        if key not in self._checkers:
            self._profiles[key] = self._registry.profile(*key)
            self._checkers[key] = Checker(self._profiles[key])
        return self._checkers[key]

    def _of_nobody(self, name: str, body: str) -> Refusal:
        return Refusal(
            tenant=NOBODY,
            thing="",
            reason=RefusalReason.MALFORMED,
            detail="the queue message is no delivery",
            delivery=name,
            arrived=self._clock(),
            payload=base64.b64encode(body.encode(errors="backslashreplace")).decode(),
        )


def _heard(certificate: str | None, sender: Device, device: Device) -> Iterator[Heard]:
    """Name the devices whose registration changes with a reading: who sent it, and who measured it."""
    for each, principal in ((sender, certificate), (device, certificate if device is sender else None)):
        if spoken(each, principal) is not each:
            yield (each.tenant, each.name), principal


class _Envelope(NamedTuple):
    """A delivery with the message that it came in, and what all of its refusals have in common."""

    name: str
    delivery: Delivery
    arrived: datetime
    named: Named | None

    @classmethod
    def of(cls, name: str, body: str) -> _Envelope | None:
        """Read a queue message; None when it is no delivery."""
        try:
            delivery = msgspec.json.decode(body, type=Delivery)
            arrived = datetime.fromtimestamp(delivery.arrived / 1000, UTC)
        except (ValueError, OverflowError, OSError, RecursionError):
            return None
        try:
            named = tenant_and_device(delivery.thing)
        except Invalid:
            named = None
        return cls(name, delivery, arrived, named)

    @property
    def certificate(self) -> str | None:
        """The certificate that sent this; None where a token did."""
        return self.delivery.principal if self.delivery.via == "mqtt" else None

    def payload(self) -> bytes:
        try:
            return base64.b64decode(self.delivery.body, validate=True)
        except (binascii.Error, ValueError) as err:
            raise Refused(RefusalReason.MALFORMED, f"the body is no base64: {err}") from err

    def sender(self, devices: Mapping[Named, Device], profile_of: Callable[[Device], Profile]) -> Device:
        """Find the registered device that sent this, or raise Refused with how many readings it holds."""
        device = devices.get(self.named) if self.named else None
        if device is None:
            raise self._stranger(RefusalReason.UNKNOWN_DEVICE, "no such device is registered", None)
        try:
            expect_heard(device)
        except Refused as unheard:
            raise self._stranger(unheard.reason, unheard.detail, profile_of(device)) from unheard
        if not device.is_sender(self.delivery.principal, self.arrived):
            sentence = "the sender does not hold the device's certificate"
            raise self._stranger(RefusalReason.WRONG_PRINCIPAL, sentence, profile_of(device))
        return device

    def author(self, devices: Mapping[Named, Device]) -> Device | None:
        """Give the registered device that sent this, heard or not; None when it was somebody else."""
        device = devices.get(self.named) if self.named else None
        return device if device and device.is_sender(self.delivery.principal) else None

    def refusal(self, refused: Refused, part: Part | None = None, thing: str | None = None) -> Refusal:
        """File a refusal of the delivery, or of one part with its own payload; `thing` measured it."""
        whole = part is None or part.position is None
        return Refusal(
            tenant=self.named[0] if self.named else NOBODY,
            thing=thing or self.delivery.thing,
            reason=refused.reason,
            detail=refused.detail,
            delivery=self.name,
            arrived=self.arrived,
            payload=self.delivery.body if part is None or whole else base64.b64encode(part.raw).decode(),
            position=None if part is None else part.position,
            count=refused.count,
        )

    def _stranger(self, reason: RefusalReason, detail: str, profile: Profile | None) -> Refused:
        try:
            count = count_of(self.payload(), profile)
        except Refused:
            count = 1
        return Refused(reason, detail, count=count)
