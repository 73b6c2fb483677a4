"""The bump test: gas at one detector before the shift, as mines do, to prove the way to the phone."""

from __future__ import annotations

from spotter.contracts.names import DeviceName, ProfileName
from spotter.simulation.recording import Recording, Sample

BUMPED = DeviceName("bump-test")
HAZARD = "ch4"
BUMP_PERCENT = 1.2
"""Beyond the first methane limit and below the second, so that it is one alarm."""


def bump_test(recording: Recording) -> Recording:
    """Give the test of a detector like those of a recording: a second of gas, then air.

    It is a device of its own, since its time is now and the recording's devices speak of the past.
    """
    device, profile = next(
        (device, profile) for device, profile in recording.devices.items() if _heads(recording, profile)
    )
    calm = next(sample.values for sample in recording.samples if sample.device == device)
    samples = tuple(
        Sample(BUMPED, at_s, {**calm, **dict.fromkeys(_heads(recording, profile), percent)})
        for at_s, percent in ((1.0, BUMP_PERCENT), (2.0, 0.0))
    )
    return Recording(recording.credit, recording.profiles, {BUMPED: profile}, samples, ())


def _heads(recording: Recording, profile: ProfileName) -> list[str]:
    """Name the channels of a profile that measure methane."""
    return [name for name, channel in recording.profiles[profile].items() if channel.hazard == HAZARD]
