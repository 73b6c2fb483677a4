from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import GAS
from builders.gateways import GATE, a_manifest, heard
from spotter.contracts.gateways import Manifest
from spotter.contracts.profiles import Channel, ChannelType
from spotter.domain.beacons import Beacon, Propagation, nearest
from spotter.edge.gateway.hearing import heard_in
from spotter.edge.gateway.items import Heard
from spotter.edge.gateway.placing import Placing

SHAFT = Beacon("shaft-2", 50.0, 19.0, level=-3)
LOUD = Beacon("gate", 50.001, 19.001, power_dbm=-40.0)
KNOWN = {each.name: each for each in (SHAFT, LOUD)}


def a_located_manifest() -> Manifest:
    roles = {"lat": "latitude", "lon": "longitude", "acc": "accuracy", "floor": "level"}
    channels = {name: Channel(ChannelType.NUMBER, hazard=role) for name, role in roles.items()}
    profile = msgspec.structs.replace(GAS, channels={**GAS.channels, **channels})
    return msgspec.structs.replace(a_manifest(), profiles=(profile,))


def hearing(values: dict[str, object] | None = None, **beacons: float) -> Heard:
    return msgspec.structs.replace(heard(values), beacons={"shaft-2": -79.0, **beacons})


def test_a_wearer_is_at_the_beacon_with_the_least_loss_and_not_the_loudest() -> None:
    found = nearest({"gate": -62.0, "shaft-2": -65.0}, KNOWN)

    assert found is not None
    assert found.beacon == SHAFT


@given(st.floats(-1000, 1000))
def test_no_fix_claims_more_than_the_method_knows(strength: float) -> None:
    found = nearest({"shaft-2": strength}, KNOWN)

    assert found is not None
    assert Propagation().least_m <= found.accuracy_m <= Propagation().most_m


def test_what_is_heard_becomes_a_fix_in_the_channels_of_the_profile() -> None:
    placed = Placing([SHAFT], a_located_manifest())(hearing())

    assert placed.values == {"ch4": 0.1, "lat": 50.0, "lon": 19.0, "acc": 10.0, "floor": -3}


def test_a_place_that_the_device_says_itself_stands() -> None:
    said = hearing({"lat": 51.0, "lon": 20.0})

    assert Placing([SHAFT], a_located_manifest())(said) == said


def test_a_device_without_such_channels_and_an_unknown_beacon_place_nobody() -> None:
    assert Placing([SHAFT], a_manifest())(hearing()).values == {"ch4": 0.1}
    assert Placing([LOUD], a_located_manifest())(hearing()).values == {"ch4": 0.1}


def test_a_device_says_which_beacons_it_hears() -> None:
    body = b'{"device": "gate-1", "values": {}, "beacons": {"shaft-2": -70}}'

    (said,) = heard_in(body, heard().at)

    assert (said.device, said.beacons) == (GATE, {"shaft-2": -70.0})
