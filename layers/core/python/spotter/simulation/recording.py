"""A recording: what devices measured, when, and which stretches somebody marked; real or simulated alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec

from spotter.contracts.names import DeviceName, LabelName, ProfileName
from spotter.contracts.profiles import Channel
from spotter.contracts.readings import Scalar

K = TypeVar("K")
V = TypeVar("V")


class Sample(msgspec.Struct, frozen=True):
    """What one device measured `at_s` seconds after the recording began."""

    device: DeviceName
    at_s: float
    values: dict[str, Scalar]


class Mark(msgspec.Struct, frozen=True):
    """A stretch of one device's time that carries a label, in seconds from the beginning."""

    label: LabelName
    device: DeviceName
    start_s: float
    end_s: float


class Recording(msgspec.Struct, frozen=True):
    """Everything there is to replay: data structures, devices, samples in order of time, marks.

    `credit` names where it comes from.
    """

    credit: str
    profiles: dict[ProfileName, dict[str, Channel]]
    devices: dict[DeviceName, ProfileName]
    samples: tuple[Sample, ...]
    marks: tuple[Mark, ...]

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return max((sample.at_s for sample in self.samples), default=0.0)

    def only(self, devices: Collection[DeviceName]) -> Recording:
        """Give the part of some of the devices; its times stay as they are."""
        kept = {name: profile for name, profile in self.devices.items() if name in devices}
        return Recording(
            credit=self.credit,
            profiles={name: self.profiles[name] for name in dict.fromkeys(kept.values())},
            devices=kept,
            samples=tuple(sample for sample in self.samples if sample.device in kept),
            marks=tuple(mark for mark in self.marks if mark.device in kept),
        )

    def playing(self, profile: ProfileName) -> tuple[DeviceName, ...]:
        """Name the devices of a profile."""
        return tuple(name for name, its in self.devices.items() if its == profile)


def together(first: Recording, second: Recording) -> Recording:
    """Make one recording of two with different devices, so that both end at the same moment."""
    ends = max(first.duration_s, second.duration_s)
    parts = [_later(each, ends - each.duration_s) for each in (first, second)]
    return Recording(
        credit=f"{first.credit} + {second.credit}",
        profiles=_merged(parts[0].profiles, parts[1].profiles),
        devices=_merged(parts[0].devices, parts[1].devices),
        samples=tuple(sorted((s for part in parts for s in part.samples), key=lambda s: s.at_s)),
        marks=tuple(mark for part in parts for mark in part.marks),
    )


def _later(recording: Recording, by_s: float) -> Recording:
    return msgspec.structs.replace(
        recording,
        samples=tuple(Sample(s.device, s.at_s + by_s, s.values) for s in recording.samples),
        marks=tuple(Mark(m.label, m.device, m.start_s + by_s, m.end_s + by_s) for m in recording.marks),
    )


def _merged(first: Mapping[K, V], second: Mapping[K, V]) -> dict[K, V]:
    return {**first, **second}
