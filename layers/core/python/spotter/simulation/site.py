"""The built-in site: seeded gas detectors and wearables, for whoever has no recorded data at hand.

Gas leaks and is vented, the air warms up at noon, people walk between zones, work, get warm, stumble, sit
down hard, and fall. The same seed gives the same site, sample for sample.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

from spotter.contracts.names import DeviceName, ProfileName
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.readings import Scalar
from spotter.simulation.motion import FALL, MOTION, WEARABLE
from spotter.simulation.recording import Mark, Recording, Sample

GAS_DETECTOR = ProfileName("gas-detector")
ZONES = ("ramp", "heading", "crusher", "workshop")
GRAVITY = 9.81

_NUMBER = ChannelType.NUMBER
_GAS = {
    "ch4": Channel(type=_NUMBER, unit="%", minimum=0, maximum=100, hazard="ch4"),
    "co": Channel(type=_NUMBER, unit="ppm", minimum=0, maximum=2000, hazard="co"),
    "h2s": Channel(type=_NUMBER, unit="ppm", minimum=0, maximum=500, hazard="h2s"),
    "o2": Channel(type=_NUMBER, unit="%", minimum=0, maximum=30, hazard="o2"),
    "wbgt": Channel(type=_NUMBER, unit="degC", minimum=-20, maximum=60, hazard="wbgt"),
}
_BODY = {
    "heart_rate": Channel(type=_NUMBER, unit="bpm", minimum=20, maximum=260),
    "heart_rate_5min": Channel(type=_NUMBER, unit="bpm", minimum=20, maximum=260, hazard="heart_rate_5min"),
    "sos": Channel(type=ChannelType.BOOLEAN, hazard="sos"),
    "zone": Channel(type=ChannelType.STRING),
}
_FALL_S = 3
_GAS_EVERY_S = 5


def site(*, seed: int, people: int = 10, detectors: int = 3, minutes: int = 6) -> Recording:
    """Simulate a site: every wearable and detector over so many minutes."""
    length_s = minutes * 60
    devices: dict[DeviceName, ProfileName] = {}
    samples: list[Sample] = []
    marks: list[Mark] = []
    for number in range(1, detectors + 1):
        name = DeviceName(f"gas-{number}")
        devices[name] = GAS_DETECTOR
        samples += _gas(Random(f"{seed}/{name}"), name, length_s)  # noqa: S311 - a simulation, not a secret
    for number in range(1, people + 1):
        name = DeviceName(f"worker-{number:02}")
        devices[name] = WEARABLE
        person = _Person(Random(f"{seed}/{name}"), name, length_s)  # noqa: S311 - a simulation, not a secret
        samples += person.samples()
        marks += person.marks()
    return Recording(
        credit=f"simulator (seed {seed})",
        profiles={GAS_DETECTOR: dict(_GAS), WEARABLE: {**MOTION, **_BODY}},
        devices=devices,
        samples=tuple(sorted(samples, key=lambda sample: sample.at_s)),
        marks=tuple(marks),
    )


def _gas(random: Random, device: DeviceName, length_s: int) -> Iterator[Sample]:
    """Simulate a detector: methane bursts, each vented within a minute or two, with air that follows."""
    bursts = [
        (start + random.uniform(0, 20), random.uniform(1.2, 2.4), random.uniform(15, 30))
        for start in range(45, length_s, 120)
    ]
    warmth = random.uniform(21, 25)
    for at in range(_GAS_EVERY_S, length_s + 1, _GAS_EVERY_S):
        leaked = sum(peak * _pulse(at - start, decay) for start, peak, decay in bursts)
        ch4 = max(0.0, 0.25 + leaked + random.gauss(0, 0.02))
        yield Sample(
            device,
            float(at),
            {
                "ch4": round(ch4, 3),
                "co": round(max(0.0, random.gauss(6, 1.5)), 2),
                "h2s": round(max(0.0, random.gauss(0.4, 0.1)), 3),
                "o2": round(20.9 * (1 - ch4 / 100) + random.gauss(0, 0.03), 2),
                "wbgt": round(warmth + 2 * math.sin(math.pi * at / length_s) + random.gauss(0, 0.1), 2),
            },
        )


def _pulse(since_s: float, decay_s: float) -> float:
    """Rise within ten seconds, then decay."""
    if since_s < 0:
        return 0.0
    return min(1.0, since_s / 10) * math.exp(-max(0.0, since_s - 10) / decay_s)


class _Person:
    """One worker with a wearable on the wrist."""

    def __init__(self, random: Random, device: DeviceName, length_s: int) -> None:
        self._random = random
        self._device = device
        self._length_s = length_s
        self._falls = [start + random.randrange(0, 40) for start in range(20, length_s - 20, 60)]
        self._sos = self._falls[-1] + _FALL_S if self._falls and random.random() < 0.4 else None  # noqa: PLR2004

    def marks(self) -> Iterator[Mark]:
        """Give the falls as somebody marked them on the video."""
        for start in self._falls:
            yield Mark(FALL, self._device, start - 0.3, start + _FALL_S - 0.5)

    def samples(self) -> Iterator[Sample]:
        heart, steady, zone, activity = self._random.uniform(70, 90), 85.0, self._random.choice(ZONES), "work"
        for at in range(1, self._length_s + 1):
            if at % 15 == 0:
                activity = self._random.choice(("stand", "walk", "work", "work", "jolt"))
                zone = self._random.choice(ZONES) if activity == "walk" else zone
            effort = {"stand": 75, "walk": 105, "work": 120, "jolt": 110}[activity]
            heart += (effort - heart) * 0.05 + self._random.gauss(0, 1)
            steady += (heart - steady) / 300
            values: dict[str, Scalar] = {
                **self._motion(at, activity),
                "heart_rate": round(heart, 1),
                "heart_rate_5min": round(steady, 1),
                "sos": self._sos is not None and self._sos <= at < self._sos + 10,
                "zone": zone,
            }
            yield Sample(self._device, float(at), values)

    def _motion(self, at: int, activity: str) -> dict[str, float]:
        """Summarise one second: an impact after weightlessness is a fall, an impact alone is a jolt."""
        phase = next((at - start for start in self._falls if 0 <= at - start < _FALL_S), None)
        intensity = {"stand": 0.3, "walk": 2.5, "work": 4.0, "jolt": 6.0}[activity] * self._random.uniform(
            0.5, 1.6
        )
        dip, impact, turn, tilt = intensity, intensity * 1.4, intensity / 3, 8 * intensity
        if phase is not None:
            fall = (0.5, 1.0, 0.25)[phase] * self._random.uniform(0.45, 1.25)
            dip, impact, turn, tilt = 9 * fall, 35 * fall, 7 * fall, 80 * fall
        elif activity == "jolt" and self._random.random() < 0.25:  # noqa: PLR2004 - one second in four
            impact *= self._random.uniform(2, 4)
        noise = self._random.uniform(0.9, 1.1)
        return {
            "acc_peak": round(GRAVITY + impact, 3),
            "acc_mean": round(GRAVITY + (impact - dip) / 10, 3),
            "acc_min": round(max(0.0, GRAVITY - dip), 3),
            "acc_sd": round((impact + dip) / 5 * noise, 3),
            "jerk_peak": round(30 * impact * noise, 2),
            "gyro_peak": round(turn * 1.5 * noise, 3),
            "gyro_mean": round(turn / 2, 3),
            "tilt_change": round(min(180.0, tilt * noise), 2),
        }
