"""Judging on the spot: the same rules on the same readings as in the cloud, before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import thing_name
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.trails import milliseconds
from spotter.domain.lateness import OLDEST
from spotter.domain.rules.judge import Judge
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.validation import Checker
from spotter.edge.gateway.doubting import Doubting
from spotter.edge.gateway.items import Heard, Lane
from spotter.edge.gateway.remembered import Cause, Remembered
from spotter.edge.gateway.timing import Timing

_THEN = datetime(2026, 1, 1, tzinfo=UTC)


class Judged(NamedTuple):
    """Readings with the lane that each takes, and what changed: conditions that began, got worse or ended.

    `accepted` are the readings as they were judged, with their doubts; refused ones are not among them.
    """

    heard: list[Heard]
    danger: list[ConditionActive]
    over: list[ConditionNormal]
    accepted: list[Reading]


class LocalJudge:
    """Rules, profiles and devices of a manifest, over what is remembered."""

    def __init__(self, manifest: Manifest, remembered: Remembered | None = None) -> None:
        self.manifest = manifest
        self.remembered = remembered or Remembered()
        self._devices = {each.name: _device(manifest, each) for each in manifest.devices}
        self._checkers = {(each.name, each.version): Checker(each) for each in manifest.profiles}
        self._profiles: dict[ProfileKey, Profile] = {
            (each.tenant, each.name, each.version): each for each in manifest.profiles
        }
        self._judge = Judge(manifest.rules.rules)
        self._doubting = Doubting(manifest, self._profiles, self.remembered.trails)
        self._timing = Timing(manifest, self._profiles, self.remembered.minds)

    def __call__(self, heard: list[Heard], now: datetime) -> Judged:
        """Judge readings one by one, in the order in which they came; each has its number.

        A reading that begins, worsens or ends a condition takes the event lane, and so does one that its
        device marked so. What is wrong with a reading is the cloud's to say; here it can only show danger.
        """
        judged = Judged([], [], [], [])
        for each in heard:
            signals = self.signals(each, now, judged.accepted)
            changes = [change for signal in signals if (change := self._change(signal))]
            judged.danger.extend(change for change in changes if isinstance(change, ConditionActive))
            judged.over.extend(change for change in changes if isinstance(change, ConditionNormal))
            judged.heard.append(msgspec.structs.replace(each, lane=Lane.EVENT) if changes else each)
        self._timing.tidy()
        return judged

    def signals(self, heard: Heard, now: datetime, accepted: list[Reading] | None = None) -> list[Signal]:
        """Say what a reading shows, news or not, danger first; `accepted` gets it if it is."""
        device = self._devices.get(heard.device)
        if device is None:
            return []
        reading, refused = self._reading(heard, device, now)
        if refused:
            self._doubting.refused(reading, device, now)
            return self._judge([], self._profiles, suspects=[reading])
        said: list[Signal] = []
        believed_in = self._doubting.believed(reading, now)
        if accepted is not None:
            accepted += believed_in
        for believed in believed_in:
            said += self._judge([believed], self._profiles)
            said += self._timing(believed, milliseconds(now))
        return sorted(said, key=lambda signal: isinstance(signal, ConditionNormal))

    def overdue(self, now: datetime) -> list[ConditionActive]:
        """Say what news there is because nothing more was heard."""
        found = [self._change(signal) for signal in self._timing.overdue(milliseconds(now))]
        return [change for change in found if isinstance(change, ConditionActive)]

    def _reading(self, heard: Heard, device: Device, now: datetime) -> tuple[Reading, bool]:
        item: dict[str, object] = {
            "boot": heard.boot,
            "seq": heard.seq,
            "at": heard.at.isoformat(),
            "values": heard.values,
        }
        checker = self._checkers[device.profile, device.profile_version]
        looked = checker.look_at(item, device=device, arrived=now, delivery="gateway", position=0)
        return looked.reading, looked.fault is not None or now - looked.reading.at > OLDEST

    def _change(self, signal: Signal) -> Signal | None:
        """Remember what holds; give the signal if it says something new."""
        cause = cause_of(signal)
        if isinstance(signal, ConditionNormal):
            return signal if self.remembered.end(cause) else None
        held = self.remembered.holding.get(cause)
        if held is not None and not _is_worse(signal, held):
            return None
        self.remembered.hold(cause, signal)
        return signal


def cause_of(signal: Signal) -> Cause:
    """Name the condition of a signal."""
    return f"{signal.rule}.{signal.subject}"


def _is_worse(signal: ConditionActive, held: ConditionActive) -> bool:
    rising = signal.direction == "rising"
    now, before = signal.evidence.value, held.evidence.value
    return now > before if rising else now < before


def _device(manifest: Manifest, behind: Behind) -> Device:
    return Device(
        manifest.tenant,
        behind.name,
        manifest.site,
        behind.profile,
        behind.profile_version,
        DeviceState.ACTIVE,
        thing_name(manifest.tenant, behind.name),
        principal="",
        token_digest="",
        registered_at=_THEN,
    )
