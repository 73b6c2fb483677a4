"""Who plays in a demonstration: what is replayed to learn from, what is replayed afterwards, the lesson."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.contracts.names import LabelName, ModelName, ProfileName
from spotter.simulation.motion import FALL, MOTION, WEARABLE
from spotter.simulation.recording import Recording
from spotter.simulation.recordings import recorded
from spotter.simulation.site import site


class Lesson(msgspec.Struct, frozen=True):
    """What is learned: which label, from which channels of which kind of device, over which window."""

    model: ModelName
    profile: ProfileName
    label: LabelName
    channels: tuple[str, ...]
    length_s: float
    overlap_s: float


class Cast(msgspec.Struct, frozen=True):
    """A demonstration: devices to learn from, other devices that are scored live, and the lesson."""

    first: Recording
    second: Recording
    lesson: Lesson

    @property
    def credit(self) -> str:
        """Where the data come from."""
        return self.first.credit


FALLS = Lesson(
    model=ModelName("fall"),
    profile=WEARABLE,
    label=FALL,
    channels=tuple(MOTION),
    length_s=3.0,
    overlap_s=1.0,
)

LIVE_SHARE = 0.3
"""The share of the wearables that learning never sees: enough people to judge it by eye afterwards."""


def recorded_cast(folder: Path, *, trials: int = 12, gas_rows: int = 240) -> Cast:
    """Cast the recorded mine and the recorded falls: people of both age groups in both phases."""
    return cast(recorded(folder, trials=trials, gas_rows=gas_rows))


def simulated_cast(*, seed: int, people: int = 12, detectors: int = 4, minutes: int = 6) -> Cast:
    """Cast the built-in site."""
    return cast(site(seed=seed, people=people, detectors=detectors, minutes=minutes))


def cast(recording: Recording) -> Cast:
    """Split the wearables into those to learn from and those to score live; everything else plays first."""
    wearables = recording.playing(WEARABLE)
    every = round(1 / LIVE_SHARE)
    live = wearables[every - 1 :: every]
    return Cast(
        first=recording.only(recording.devices.keys() - set(live)), second=recording.only(live), lesson=FALLS
    )
