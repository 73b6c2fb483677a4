"""Decoding: from the bytes that a device published to items that can be validated one by one."""

from __future__ import annotations

import json
from typing import NamedTuple

import msgspec

from spotter.contracts.readings import RefusalReason

LARGEST_PAYLOAD = 128 * 1024
"""Bytes. What AWS IoT Core takes in one message (its quotas page); HTTP batches are held to the same."""

KNOWN_VERSION = 1

Fields = dict[str, object]
"""An item as a device writes it: `boot`, `seq`, `at`, `values`, none of it checked yet."""


class Refused(Exception):
    """A payload or an item of it cannot be used; the reason and a sentence go to quarantine."""

    def __init__(self, reason: RefusalReason, detail: str, *, count: int = 1) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.count = count


class Part(NamedTuple):
    """One item of a payload, or why it is none; `position` is None when the payload is the item."""

    position: int | None
    item: Fields | Refused
    said: object

    @property
    def raw(self) -> bytes:
        """What the device said here, as JSON."""
        return json.dumps(self.said).encode()


def parts_of(payload: bytes) -> list[Part]:
    """Split a payload into its items: one for a single reading, as many as a batch holds.

    A bad item of a batch stands among the good ones as a Refused. Fields that nobody here knows are left
    alone, so that a device which learns to say more is still heard.

    Raises:
        Refused: the payload as a whole is too large or is not what a device writes.
    """
    if len(payload) > LARGEST_PAYLOAD:
        sentence = f"{len(payload)} bytes are more than the {LARGEST_PAYLOAD} that are taken"
        raise Refused(RefusalReason.OVERSIZED, sentence, count=count_of(payload))
    message = _message(payload)
    version = message.get("v", KNOWN_VERSION)
    if type(version) is not int or version != KNOWN_VERSION:
        sentence = f"version {str(version)[:20]} of the message is not known"
        raise Refused(RefusalReason.MALFORMED, sentence, count=_count(message))
    if "readings" not in message:
        return [Part(None, message, message)]
    readings = message["readings"]
    if not isinstance(readings, list):
        raise Refused(RefusalReason.MALFORMED, "readings must be a list")
    if not readings:
        raise Refused(RefusalReason.MISSING_FIELD, "the batch holds no readings")
    return [Part(position, _item(said), said) for position, said in enumerate(readings)]


def count_of(payload: bytes) -> int:
    """Say how many readings a payload seems to hold, at least 1, for one that is refused as a whole."""
    try:
        return _count(_message(payload))
    except Refused:
        return 1


def _message(payload: bytes) -> Fields:
    try:
        message = _parsed(payload)
    except (ValueError, RecursionError) as err:
        raise Refused(RefusalReason.MALFORMED, f"this is no JSON: {str(err)[:200]}") from err
    if not isinstance(message, dict):
        raise Refused(RefusalReason.MALFORMED, "a message is a JSON object")
    return message


def _parsed(payload: bytes) -> object:
    """Parse JSON, and what devices take for it.

    Many write NaN or Infinity, which JSON lacks. That costs the reading it stands in, not its neighbours, so
    a payload that the strict parser refuses is read once more by the lenient one.
    """
    try:
        return msgspec.json.decode(payload)
    except msgspec.DecodeError:
        return json.loads(payload.decode())


def _item(said: object) -> Fields | Refused:
    if isinstance(said, dict):
        return said
    return Refused(RefusalReason.MALFORMED, "a reading is a JSON object")


def _count(message: Fields) -> int:
    readings = message.get("readings")
    return max(1, len(readings)) if isinstance(readings, list) else 1
