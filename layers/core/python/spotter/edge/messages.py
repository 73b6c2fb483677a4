"""The wire format of devices: one reading, or a batch of them, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from spotter.contracts.readings import Measured

__all__ = ["Measured", "encode", "encode_batch"]

VERSION = 1


class _Message(Measured, frozen=True, kw_only=True):
    v: int = VERSION


class _Batch(msgspec.Struct, frozen=True):
    readings: tuple[Measured, ...]
    v: int = VERSION


def encode(reading: Measured) -> bytes:
    """Write one reading as a device publishes it.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 11, 24, 9, tzinfo=UTC)
    >>> encode(Measured("b7", 41, nine, {"ch4": 1.2})).decode()
    '{"boot":"b7","seq":41,"at":"2026-11-24T09:00:00Z","values":{"ch4":1.2},"v":1}'
    """
    message = _Message(boot=reading.boot, seq=reading.seq, at=reading.at, values=reading.values)
    return msgspec.json.encode(message)


def encode_batch(readings: Sequence[Measured]) -> bytes:
    """Write several readings as one message of the bulk lane or one HTTP body."""
    return msgspec.json.encode(_Batch(tuple(readings)))
