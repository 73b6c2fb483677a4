from __future__ import annotations

import msgspec

from spotter.contracts.http.registry import ProfileBody
from spotter.contracts.profiles import ChannelType
from spotter.simulation.motion import WEARABLE
from spotter.simulation.site import GAS_DETECTOR, site

SMALL = site(seed=7, people=3, detectors=2, minutes=4)


def test_the_same_seed_gives_the_same_site() -> None:
    assert site(seed=7, people=3, detectors=2, minutes=4) == SMALL


def test_another_seed_gives_another_site() -> None:
    assert site(seed=8, people=3, detectors=2, minutes=4) != SMALL


def test_samples_come_in_order_of_time() -> None:
    times = [sample.at_s for sample in SMALL.samples]

    assert times == sorted(times)


def test_wearables_summarise_each_second_and_detectors_speak_every_five() -> None:
    spoken = {name: sum(1 for s in SMALL.samples if s.device == name) for name in SMALL.devices}

    assert {spoken[name] for name in SMALL.playing(WEARABLE)} == {240}
    assert {spoken[name] for name in SMALL.playing(GAS_DETECTOR)} == {48}


def test_gas_is_released_and_vented_at_every_detector() -> None:
    for detector in SMALL.playing(GAS_DETECTOR):
        methane = [float(s.values["ch4"]) for s in SMALL.samples if s.device == detector]

        assert max(methane) > 1.0
        assert methane[-1] < max(methane)


def test_everybody_falls_and_each_fall_is_marked() -> None:
    assert {mark.device for mark in SMALL.marks} == set(SMALL.playing(WEARABLE))
    assert all(mark.start_s < mark.end_s <= SMALL.duration_s for mark in SMALL.marks)


def test_every_value_is_what_its_channel_says() -> None:
    python_types = {
        ChannelType.NUMBER: (int, float),
        ChannelType.BOOLEAN: (bool,),
        ChannelType.STRING: (str,),
    }
    for sample in SMALL.samples:
        channels = SMALL.profiles[SMALL.devices[sample.device]]
        assert sample.values.keys() == channels.keys()
        for name, value in sample.values.items():
            channel = channels[name]
            assert isinstance(value, python_types[channel.type])
            if channel.minimum is not None and channel.maximum is not None:
                assert channel.minimum <= float(value) <= channel.maximum


def test_the_platform_takes_the_data_structures_of_the_site() -> None:
    for channels in SMALL.profiles.values():
        ProfileBody.model_validate({"channels": msgspec.to_builtins(channels)})
