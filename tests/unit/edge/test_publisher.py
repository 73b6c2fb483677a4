from __future__ import annotations

import msgspec
import pytest

from spotter.edge.identity import Broker
from spotter.edge.publisher import Publisher
from spotter.errors import Forbidden
from unit.edge.test_identity import HELMET


def test_a_key_that_is_none_is_said_before_anything_is_sent() -> None:
    nobody = Broker("127.0.0.1", 9)

    with pytest.raises(Forbidden, match="acme_helmet-7"), Publisher(HELMET, nobody):
        pytest.fail("it opened")


def test_an_authority_that_does_not_exist_is_said() -> None:
    broker = Broker("127.0.0.1", 9, authority="no-such-file.pem")

    with (
        pytest.raises(Forbidden, match="cannot be used"),
        Publisher(msgspec.structs.replace(HELMET, private_key=""), broker),
    ):
        pytest.fail("it opened")
