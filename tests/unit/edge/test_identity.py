from __future__ import annotations

import stat
from pathlib import Path

import pytest

from spotter.edge.identity import Broker, DeviceIdentity
from spotter.errors import Corrupt, NotFound

HELMET = DeviceIdentity(
    device="helmet-7",
    client_id="acme_helmet-7",
    certificate_pem="certificate",
    private_key="the key",
    token="spd_acme_helmet-7_00",
    endpoint="broker.example",
    port=8883,
    readings_topic="spotter/acme_helmet-7/readings",
    events_topic="spotter/acme_helmet-7/events",
)


def test_an_identity_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    HELMET.save(tmp_path)

    assert DeviceIdentity.load(tmp_path, "helmet-7") == HELMET


def test_nobody_else_can_read_what_was_saved(tmp_path: Path) -> None:
    place = HELMET.save(tmp_path)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}

    assert modes == {"certificate.pem": 0o600, "private.key": 0o600, "device.json": 0o600}


def test_an_identity_shows_neither_key_nor_token() -> None:
    assert repr(HELMET) == "DeviceIdentity(acme_helmet-7)"


def test_a_device_that_was_never_saved_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="helmet-8"):
        DeviceIdentity.load(tmp_path, "helmet-8")


def test_a_damaged_file_is_corrupt(tmp_path: Path) -> None:
    (HELMET.save(tmp_path) / "device.json").write_text("{")

    with pytest.raises(Corrupt):
        DeviceIdentity.load(tmp_path, "helmet-7")


def test_the_broker_is_the_one_that_registration_named() -> None:
    assert HELMET.broker == Broker("broker.example", 8883)
