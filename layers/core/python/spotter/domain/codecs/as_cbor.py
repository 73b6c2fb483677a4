"""CBOR (RFC 8949): the shape of our JSON in fewer bytes.

The decoder is told to take little: text keys said once, 16 levels, times and small decimal fractions among
the tags. All other tags are refused, above all those by which few bytes become large or cyclic things.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import msgspec

from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Measured, RefusalReason
from spotter.domain.codecs.cbor_items import items_of
from spotter.domain.codecs.duplicates import repeated_key
from spotter.domain.decoding import KNOWN_VERSION, Part, Refused, batch_of

DEEPEST = 16
_SELF_DESCRIBED = bytes.fromhex("d9d9f7")
_WHAT = "a CBOR map"
_LARGEST_EXPONENT = 30
_REFUSED_TAGS = (2, 3, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000)
"""What the decoder knows and nobody here needs: big numbers, references, patterns, sets, addresses, ..."""


def decode(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:  # noqa: ARG001 - as all codecs
    """Split a payload into its readings; one that says a key twice is refused, its neighbours are not."""
    payload = payload.removeprefix(_SELF_DESCRIBED)
    message, repeats = loaded(payload)
    parts = [_timed(part) for part in batch_of(message, what=_WHAT)]
    return _marked(parts, payload) if repeats else parts


def encode(readings: Sequence[Measured], profile: Profile) -> bytes:  # noqa: ARG001 - as all codecs
    """Write one reading as a message, several as a batch; `at` is a text, as in JSON."""
    import cbor2

    items = [msgspec.to_builtins(reading) for reading in readings]
    message = items[0] if len(items) == 1 else {"readings": items}
    return cbor2.dumps({**message, "v": KNOWN_VERSION})


def loaded(payload: bytes) -> tuple[Any, bool]:
    """Decode CBOR, and tell whether a map in it says a key twice, in which case the last stands.

    Raises:
        Refused: it is no CBOR, is cut off or goes on behind its end, or holds what is not taken.
    """
    import cbor2

    try:
        return _decoded(payload, repeats=False), False
    except (cbor2.CBORError, ValueError, TypeError, RecursionError):
        pass
    try:
        return _decoded(payload, repeats=True), True
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as err:
        cause = f": {err.__cause__}" if isinstance(err.__cause__, Refused) else ""
        raise Refused(RefusalReason.MALFORMED, f"this is no CBOR: {ascii(f'{err}{cause}')[1:201]}") from err


def moment_of(seconds: float) -> datetime | None:
    """Give the time so many seconds after 1970 began; None when it is before that or beyond all calendars."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _decoded(payload: bytes, *, repeats: bool) -> object:
    import cbor2

    stream = BytesIO(payload)
    decoder = cbor2.CBORDecoder(
        stream,
        tag_hook=_no_tag,
        semantic_decoders={**dict.fromkeys(_REFUSED_TAGS, _no_tag), 4: _fraction},
        max_depth=DEEPEST,
        allow_duplicate_keys=repeats,
        strict_hashable_types=False,
    )
    decoded: object = decoder.decode()
    if stream.tell() != len(payload):
        sentence = "bytes follow behind the end"
        raise ValueError(sentence)
    return decoded


def _no_tag(_value: object, _immutable: bool) -> object:  # noqa: FBT001 - how the decoder calls
    raise Refused(RefusalReason.MALFORMED, "only times and decimal fractions may be tagged")


def _fraction(value: Any, _immutable: bool) -> float:  # noqa: ANN401, FBT001 - how the decoder calls
    """Read a decimal fraction (tag 4) of moderate size: SenML allows numbers to be written so."""
    exponent, mantissa = value
    if type(exponent) is not int or type(mantissa) is not int or abs(exponent) > _LARGEST_EXPONENT:
        raise Refused(RefusalReason.MALFORMED, "a decimal fraction is too large")
    return float(Decimal(mantissa).scaleb(exponent))


def _timed(part: Part) -> Part:
    """Bring a time in seconds into normal form."""
    if isinstance(part.item, Refused) or type(part.item.get("at")) not in {int, float}:
        return part
    at: Any = part.item["at"]
    return part._replace(item={**part.item, "at": moment_of(at) or at})


def _marked(parts: list[Part], payload: bytes) -> list[Part]:
    """Find the readings that say a key twice: each is decoded alone, with repeats refused."""
    spans = items_of(payload)
    if len(parts) == 1 and parts[0].position is None:
        return [_faulty(parts[0])]
    if spans is None or len(spans) != len(parts):
        raise repeated_key("a field of the batch", count=len(parts))
    alone = [loaded(payload[start:end])[1] for start, end in spans]
    return [_faulty(part) if repeats else part for part, repeats in zip(parts, alone, strict=True)]


def _faulty(part: Part) -> Part:
    return part if isinstance(part.item, Refused) else part._replace(fault=repeated_key("a key"))
