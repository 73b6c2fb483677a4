from __future__ import annotations

from spotter.simulation.cast import simulated_cast
from spotter.simulation.motion import FALL, WEARABLE

CAST = simulated_cast(seed=3, people=6, detectors=1, minutes=2)


def test_the_devices_that_are_scored_live_are_not_those_learned_from() -> None:
    assert not CAST.first.devices.keys() & CAST.second.devices.keys()
    assert CAST.second.devices


def test_both_phases_have_falls_to_recognise() -> None:
    assert CAST.first.marks
    assert CAST.second.marks


def test_the_lesson_is_about_channels_that_the_wearables_have() -> None:
    channels = CAST.first.profiles[CAST.lesson.profile]

    assert CAST.lesson.label == FALL
    assert CAST.lesson.profile == WEARABLE
    assert set(CAST.lesson.channels) <= channels.keys()
