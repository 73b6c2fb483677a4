"""Windows messages: readings of devices, brought together so that each device is worked on once a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.readings import Reading
from spotter.entry.batches import BatchAnswer
from spotter.errors import Corrupt

Stream = dict[str, list[Reading]]
"""The readings of one device by the message that they came with."""

_DECODER = msgspec.json.Decoder(list[Reading])


def each_stream(
    messages: Mapping[str, str], use_case: Callable[[Stream], object], failed: Callable[[Exception], object]
) -> BatchAnswer:
    """Hand the readings of each device to a use case; only the messages of those that fail come again."""
    streams: defaultdict[tuple[Tenant, DeviceName], Stream] = defaultdict(dict)
    again: dict[str, None] = {}
    for message, body in messages.items():
        try:
            for reading in readings_of(body):
                streams[reading.tenant, reading.device].setdefault(message, []).append(reading)
        except Corrupt as err:
            failed(err)
            again[message] = None
    for stream in streams.values():
        try:
            use_case(stream)
        except Exception as err:  # noqa: BLE001 - the border: one device must not stop the others
            failed(err)
            again.update(dict.fromkeys(stream))
    return {"batchItemFailures": [{"itemIdentifier": message} for message in again]}


def readings_of(body: str) -> list[Reading]:
    """Read a windows message.

    Raises:
        Corrupt: the message is none; after a few deliveries the dead-letter queue keeps it.
    """
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError as err:
        raise Corrupt(f"a message on the windows queue is no list of readings: {err}") from err
