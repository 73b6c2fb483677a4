"""JSON: what most devices write, and what the others are brought into the shape of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import msgspec

from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Measured, RefusalReason
from spotter.domain.codecs.duplicates import (
    marked,
    may_repeat_keys,
    noticing_repeats,
    repeated_key,
)
from spotter.domain.decoding import KNOWN_VERSION, Part, Refused, batch_of, items_in

_WHAT = "a JSON object"


class _Message(Measured, frozen=True, kw_only=True):
    v: int = KNOWN_VERSION


class _Batch(msgspec.Struct, frozen=True):
    readings: tuple[Measured, ...]
    v: int = KNOWN_VERSION


def decode(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:  # noqa: ARG001 - as all codecs
    """Split a payload into its readings; one that says a key twice is refused, its neighbours are not."""
    message = parsed(payload)
    if not may_repeat_keys(payload, message):
        return batch_of(message, what=_WHAT)
    exact, repeats = noticing_repeats(payload)
    if id(exact) in repeats and items_in(exact) > 1:
        raise repeated_key(repeats[id(exact)][0], count=items_in(exact))
    return [marked(part, repeats) for part in batch_of(exact, what=_WHAT)]


def encode(readings: Sequence[Measured], profile: Profile) -> bytes:  # noqa: ARG001 - as all codecs
    """Write one reading as a message, several as a batch."""
    if len(readings) != 1:
        return msgspec.json.encode(_Batch(tuple(readings)))
    (one,) = readings
    return msgspec.json.encode(_Message(boot=one.boot, seq=one.seq, at=one.at, values=one.values))


def parsed(payload: bytes) -> object:
    """Parse JSON, and what devices take for it.

    Many write NaN or Infinity, which JSON lacks. That costs the reading it stands in, not its neighbours, so
    a payload that the strict parser refuses is read once more by the lenient one.

    Raises:
        Refused: it is no JSON.
    """
    try:
        return msgspec.json.decode(payload)
    except ValueError:
        return _leniently(payload)
    except RecursionError as err:
        raise Refused(RefusalReason.MALFORMED, f"this is no JSON: {str(err)[:200]}") from err


def count_of(payload: bytes) -> int:
    """Say how many readings a payload seems to hold, at least 1, for one that is refused as a whole."""
    try:
        return items_in(parsed(payload))
    except Refused:
        return 1


def _leniently(payload: bytes) -> object:
    try:
        return json.loads(payload.decode())
    except (ValueError, RecursionError) as err:
        raise Refused(RefusalReason.MALFORMED, f"this is no JSON: {str(err)[:200]}") from err
