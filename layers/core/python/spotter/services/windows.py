"""Windows messages: what score is told of a batch, readings of one device each, in order of their time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from spotter.contracts.readings import Reading

LARGEST_MESSAGE = 256 * 1024
"""Bytes that a queue takes in one message (`ports/queue.py`)."""

_ENCODER = msgspec.json.Encoder()


def packed(stream: Iterable[Reading]) -> Iterator[bytes]:
    """Pack the readings of one device into JSON lists that a queue takes."""
    whole = _ENCODER.encode(list(stream))
    if len(whole) <= LARGEST_MESSAGE:
        if len(whole) > len(b"[]"):
            yield whole
        return
    packed: list[bytes] = []
    size = 0
    for encoded in map(_ENCODER.encode, msgspec.json.decode(whole, type=list[msgspec.Raw])):
        if packed and size + len(encoded) + 2 > LARGEST_MESSAGE:
            yield b"[" + b",".join(packed) + b"]"
            packed, size = [], 0
        packed.append(encoded)
        size += len(encoded) + 1
    yield b"[" + b",".join(packed) + b"]"
