"""The normal form of what devices publish: items that can be validated one by one, whatever the codec."""

from __future__ import annotations

import json
from typing import NamedTuple

from spotter.contracts.readings import RefusalReason

LARGEST_PAYLOAD = 128 * 1024
"""Bytes. What AWS IoT Core takes in one message (its quotas page); HTTP batches are held to the same."""

MOST_ITEMS = 10_000
"""Readings in one payload; in so few bytes more can only be an attack on what comes behind."""

Fields = dict[str, object]
"""An item as a device writes it: `boot`, `seq`, `at`, `values`, none of it checked yet.

`at` is a text as RFC 3339 has it, or an aware datetime where the codec knows times of its own.
"""


class Refused(Exception):
    """A payload or an item of it cannot be used; the reason and a sentence go to quarantine."""

    def __init__(self, reason: RefusalReason, detail: str, *, count: int = 1) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.count = count


class Part(NamedTuple):
    """One item of a payload, or why it is none; `position` is None when the payload is the item.

    `fault` is what is wrong with an item that can be read all the same: it is refused, and still looked at
    for danger.
    """

    position: int | None
    item: Fields | Refused
    said: object
    fault: Refused | None = None

    @property
    def raw(self) -> bytes:
        """What the device said here, as JSON where it can be put so."""
        try:
            return json.dumps(self.said, default=str).encode()
        except TypeError:
            return ascii(self.said).encode()


def batch_of(message: object, *, what: str) -> list[Part]:
    """Split a message in the shape of our JSON into its items; `what` says how the message was written.

    A bad item of a batch stands among the good ones as a Refused. Fields that nobody here knows are left
    alone, so that a device which learns to say more is still heard.

    Raises:
        Refused: the message as a whole is not what a device writes.
    """
    if not isinstance(message, dict):
        raise Refused(RefusalReason.MALFORMED, f"a message is {what}")
    version = message.get("v", KNOWN_VERSION)
    if type(version) is not int or version != KNOWN_VERSION:
        sentence = f"version {ascii(version)[:20]} of the message is not known"
        raise Refused(RefusalReason.MALFORMED, sentence, count=items_in(message))
    if "readings" not in message:
        return [Part(None, message, message)]
    readings = message["readings"]
    if not isinstance(readings, list):
        raise Refused(RefusalReason.MALFORMED, "readings must be a list")
    if not readings:
        raise Refused(RefusalReason.MISSING_FIELD, "the batch holds no readings")
    if len(readings) > MOST_ITEMS:
        raise too_many(len(readings))
    return [_part(position, said, what) for position, said in enumerate(readings)]


def items_in(message: object) -> int:
    """Say how many readings a message in the shape of our JSON holds, at least 1."""
    readings = message.get("readings") if isinstance(message, dict) else None
    return max(1, len(readings)) if isinstance(readings, list) else 1


def too_many(count: int) -> Refused:
    """Refuse a payload for its number of readings."""
    sentence = f"{count} readings are more than the {MOST_ITEMS} that are taken at once"
    return Refused(RefusalReason.OVERSIZED, sentence, count=count)


def _part(position: int, said: object, what: str) -> Part:
    if isinstance(said, dict):
        return Part(position, said, said)
    return Part(position, Refused(RefusalReason.MALFORMED, f"a reading is {what}"), said)


KNOWN_VERSION = 1
