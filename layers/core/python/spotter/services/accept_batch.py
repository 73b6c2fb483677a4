"""Accept a batch that a gateway posts, on the same queue that MQTT messages take."""

from __future__ import annotations

import base64
import hashlib

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.readings import Delivery
from spotter.errors import Invalid, Oversized
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue

MOST_BYTES = 128 * 1024
"""What IoT Core takes in one message: a batch that passes here would pass there."""

_LANE = "readings"


def accept_batch(readings: Queue, clock: Clock, device: Device, body: bytes) -> str:
    """Put a batch on the readings queue as it is, and name the delivery by the digest of its content.

    A body that is no JSON at all is refused here, where the sender can still be told. Everything else is
    judged by `ingest`, reading by reading, as if it had come over MQTT.

    Raises:
        Invalid: the body is empty or no JSON object or array.
        Oversized: it is larger than 128 KiB.
        Unavailable: the queue did not take it; the sender should try again.
    """
    if len(body) > MOST_BYTES:
        raise Oversized("a batch has at most 128 KiB; send it in parts", bytes=len(body), most=MOST_BYTES)
    _check(body)
    delivery = Delivery(
        thing=device.thing,
        principal=device.principal,
        lane=_LANE,
        via="http",
        arrived=int(clock().timestamp() * 1000),
        body=base64.b64encode(body).decode(),
    )
    readings.send([msgspec.json.encode(delivery)])
    return hashlib.sha256(body).hexdigest()[:32]


def _check(body: bytes) -> None:
    if not body.strip():
        raise Invalid("the body is empty; send a message or a batch of readings as JSON")
    try:
        content = msgspec.json.decode(body)
    except (ValueError, RecursionError) as err:
        raise Invalid(f"the body is no JSON: {err}"[:300]) from err
    if not isinstance(content, dict | list):
        raise Invalid("the body must be a JSON object or array")
