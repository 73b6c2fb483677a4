"""Accept a batch that a gateway posts, in the codec of the device's profile, on the queue that MQTT takes."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Delivery, RefusalReason
from spotter.domain.codecs.registry import codec_of
from spotter.domain.decoding import Refused
from spotter.errors import Invalid, Oversized
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.stores.registry import Registry

MOST_BYTES = 128 * 1024
"""What IoT Core takes in one message: a batch that passes here would pass there."""

_LANE = "readings"


class Post(NamedTuple):
    """What a gateway posted: the body, and what it says that the body is; None when it says nothing."""

    body: bytes
    content_type: str | None = None


def accept_batch(registry: Registry, readings: Queue, clock: Clock, device: Device, post: Post) -> str:
    """Put a batch on the readings queue as it is, and give the name that its refusals will carry.

    A body that the codec of the device's profile cannot read at all is refused here, where the sender can
    still be told. Everything else is judged by `ingest`, reading by reading, as if it had come over MQTT.

    Raises:
        Invalid: the body is empty, is not of the profile's codec, or says that it is something else.
        Oversized: it is larger than 128 KiB.
        Unavailable: the queue did not take it; the sender should try again.
    """
    body, arrived = post.body, clock()
    if len(body) > MOST_BYTES:
        raise Oversized("a batch has at most 128 KiB; send it in parts", bytes=len(body), most=MOST_BYTES)
    _check(post, registry.profile(device.tenant, device.profile, device.profile_version), arrived)
    delivery = Delivery(
        thing=device.thing,
        principal=device.principal,
        lane=_LANE,
        via="http",
        arrived=int(arrived.timestamp() * 1000),
        body=base64.b64encode(body).decode(),
    )
    (name,) = readings.send([msgspec.json.encode(delivery)])
    return name


def _check(post: Post, profile: Profile, arrived: datetime) -> None:
    kit = codec_of(profile)
    said = (post.content_type or kit.media_type).partition(";")[0].strip().lower()
    if said != kit.media_type:
        sentence = (
            f"devices of profile {profile.name} speak {kit.media_type}, and the body is said to be {said}"
        )
        raise Invalid(sentence[:300], field="content-type", expected=kit.media_type)
    if not post.body.strip():
        raise Invalid(f"the body is empty; send a message or a batch of readings as {kit.media_type}")
    try:
        kit.decode(post.body, profile, arrived)
    except Refused as refused:
        if refused.reason is RefusalReason.MALFORMED:
            raise Invalid(f"the body is no {kit.media_type}: {refused.detail}"[:300]) from refused
