"""What passes through a gateway: one reading of one device, and the lane that it takes."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

import msgspec

from spotter.contracts.names import DeviceName
from spotter.edge.messages import VERSION


class Lane(IntEnum):
    """How urgent: events leave one by one and first, bulk in batches."""

    EVENT = 0
    BULK = 1


class Heard(msgspec.Struct, frozen=True):
    """A reading as a gateway hears it. A device that numbers its own readings says `boot` and `seq`.

    `beacons` are those that it hears, by their strength in dBm; they end here, in a fix.
    `values` are as the device said them: what is wrong with one is judged, and kept, in the cloud.
    """

    device: DeviceName
    at: datetime
    values: dict[str, object]
    boot: str | None = None
    seq: int | None = None
    lane: Lane = Lane.BULK
    beacons: dict[str, float] = {}


class Numbered(msgspec.Struct, frozen=True):
    """A reading as it goes to the cloud: named for ever by device, boot and sequence number."""

    device: DeviceName
    boot: str
    seq: int
    at: datetime
    values: dict[str, object]


def message_of(bodies: list[bytes]) -> bytes:
    """Write readings that are JSON already as one message.

    >>> message_of([b'{"seq":1}', b'{"seq":2}']).decode()
    '{"v":1,"readings":[{"seq":1},{"seq":2}]}'
    """
    return b'{"v":%d,"readings":[%b]}' % (VERSION, b",".join(bodies))
