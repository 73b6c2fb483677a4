import pytest

from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.errors import Invalid
from spotter.services.define_profile import define_profile
from spotter.stores.registry import Registry


def defined(channel: Channel) -> Profile:
    return define_profile(Registry(MemoryRecords()), Tenant("acme"), ProfileName("gas"), {"c": channel})


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (Channel(ChannelType.NUMBER, unit="ppm", hazard="ch4"), "rules watch ch4 in %, not in ppm"),
        (Channel(ChannelType.NUMBER, hazard="ch4"), "rules watch ch4 in %, not in no unit"),
        (Channel(ChannelType.NUMBER, unit="%", hazard="mist"), "no rule watches the hazard mist"),
        (Channel(ChannelType.STRING, unit="%", hazard="ch4"), "must be a number"),
    ],
)
def test_a_channel_that_looks_guarded_and_is_not_is_refused(channel: Channel, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        defined(channel)


def test_a_button_is_a_hazard_without_a_unit() -> None:
    assert defined(Channel(ChannelType.BOOLEAN, hazard="sos")).version == 1
