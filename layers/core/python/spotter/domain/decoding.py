"""Decoding: from the bytes that a device published to items that can be validated one by one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.readings import RefusalReason, Scalar

LARGEST_PAYLOAD = 128 * 1024
"""Bytes. What AWS IoT Core takes in one message (its quotas page); HTTP batches are held to the same."""


class Refused(Exception):
    """A payload or an item of it cannot be used; the reason and a sentence go to quarantine."""

    def __init__(self, reason: RefusalReason, detail: str, *, count: int = 1) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.count = count


class Quantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value whose unit the device states itself."""

    value: Scalar
    unit: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reading as a device writes it. `at` has a time zone."""

    boot: str
    seq: int
    at: datetime
    values: dict[str, Scalar | Quantity]


class Part(NamedTuple):
    """One item of a payload, or why it is none, with the bytes that it was read from."""

    position: int | None
    raw: bytes
    item: Item | Refused


class _Head(msgspec.Struct):
    v: int = 1
    readings: list[msgspec.Raw] | None = None


def parts_of(payload: bytes) -> list[Part]:
    """Split a payload into its items: one for a single reading, as many as a batch holds.

    A bad item of a batch stands among the good ones as a Refused, with its own bytes.

    Raises:
        Refused: the payload as a whole is too large or is not what a device writes.
    """
    if len(payload) > LARGEST_PAYLOAD:
        sentence = f"{len(payload)} bytes are more than the {LARGEST_PAYLOAD} that are taken"
        raise Refused(RefusalReason.OVERSIZED, sentence)
    head = _head(payload)
    if head.v != 1:
        raise Refused(RefusalReason.MALFORMED, f"version {head.v} of the message is not known")
    if head.readings is None:
        return [Part(None, payload, _item(_without_version(payload)))]
    if not head.readings:
        raise Refused(RefusalReason.MISSING_FIELD, "the batch holds no readings")
    return [Part(position, bytes(raw), _item(bytes(raw))) for position, raw in enumerate(head.readings)]


def count_of(payload: bytes) -> int:
    """Say how many readings a payload seems to hold, at least 1, for one that is refused as a whole."""
    try:
        return max(1, len(_head(payload).readings or ()))
    except Refused:
        return 1


def _head(payload: bytes) -> _Head:
    try:
        return msgspec.json.decode(payload, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Refused(RefusalReason.MALFORMED, f"not a message of ours: {err}") from err


def _without_version(payload: bytes) -> bytes:
    fields = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
    fields.pop("v", None)
    return msgspec.json.encode(fields)


def _item(raw: bytes) -> Item | Refused:
    try:
        return msgspec.json.decode(raw, type=Item)
    except msgspec.ValidationError as err:
        return Refused(_reason(str(err)), str(err))
    except msgspec.DecodeError as err:
        return Refused(RefusalReason.MALFORMED, str(err))


def _reason(said: str) -> RefusalReason:
    """Tell a missing field from a wrong type by the field path that the decoder names.

    >>> _reason("Object missing required field `seq`")
    <RefusalReason.MISSING_FIELD: 'missing_field'>
    """
    if "missing required field" in said:
        return RefusalReason.MISSING_FIELD
    return RefusalReason.WRONG_TYPE if "$.values" in said else RefusalReason.MALFORMED
