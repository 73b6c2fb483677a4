"""Messages that should not be: what a demonstration publishes besides good readings."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from spotter.edge.identity import Broker, DeviceIdentity
from spotter.edge.publisher import Publisher
from spotter.errors import SpotterError


def bad_messages(channel: str, now: datetime) -> list[bytes]:
    """Give messages that must end in quarantine, one refused reading each."""
    tomorrow = now + timedelta(days=1)
    return [
        b'{"v":1,"boot":"bad","seq":',
        _message(1, now, {channel: -1.0}),
        _message(2, now, {channel: {"value": 1.0, "unit": "furlong"}}),
        _message(3, tomorrow, {channel: 1.0}),
        _message(4, now, {"no-such-channel": 1.0}),
        _message(5, now, {channel: "high"}),
        b'{"v":1,"boot":"bad","seq":6,"values":{}}',
    ]


def half_good_batch(values: dict[str, Any], channel: str, now: datetime) -> bytes:
    """Give a batch of two readings of which the second is out of range: the first must get in."""
    first = {"boot": "half", "seq": 1, "at": _moment(now), "values": values}
    second = {"boot": "half", "seq": 2, "at": _moment(now), "values": {channel: -1.0}}
    return json.dumps({"v": 1, "readings": [first, second]}).encode()


def impostor_gets_in(victim: DeviceIdentity, impostor: DeviceIdentity, broker: Broker) -> bool:
    """Publish as one device with the certificate of another; True when the broker took it."""
    disguise = msgspec.structs.replace(
        victim, certificate_pem=impostor.certificate_pem, private_key=impostor.private_key
    )
    payload = _message(7, datetime.now(UTC), {})
    return _taken(lambda: _publish(disguise, broker, payload))


def _publish(identity: DeviceIdentity, broker: Broker, payload: bytes) -> None:
    with Publisher(identity, broker) as publisher:
        publisher.publish(identity.readings_topic, payload)
        publisher.flush(within_s=2)


def _taken(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except SpotterError:
        return False
    return True


def _message(seq: int, at: datetime, values: dict[str, Any]) -> bytes:
    return json.dumps({"v": 1, "boot": "bad", "seq": seq, "at": _moment(at), "values": values}).encode()


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
