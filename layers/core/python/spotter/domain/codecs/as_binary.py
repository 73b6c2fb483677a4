"""Packed binary: records of fixed size whose fields the profile describes by offset, type and scale."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from spotter.contracts.layouts import Binary, Field
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Measured, RefusalReason, Scalar
from spotter.domain.decoding import MOST_ITEMS, Fields, Part, Refused, too_many
from spotter.errors import Invalid

TYPES = {
    "u8": "B",
    "i8": "b",
    "u16": "H",
    "i16": "h",
    "u32": "I",
    "i32": "i",
    "u64": "Q",
    "i64": "q",
    "f32": "f",
    "f64": "d",
}
"""How the standard library's `struct` calls each type."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def decode(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:
    """Split a payload into its records; where the length does not fit, none of them can be believed."""
    layout = _layout(profile)
    length = len(payload) - layout.header
    count = length // layout.size
    if length <= 0 or length % layout.size:
        sentence = f"{len(payload)} bytes are no whole records of {layout.size} behind {layout.header}"
        raise Refused(RefusalReason.MALFORMED, sentence, count=max(1, -(-length // layout.size)))
    if count > MOST_ITEMS:
        raise too_many(count)
    return [_part(payload, layout, arrived, position, count) for position in range(count)]


def encode(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as records.

    Raises:
        Invalid: a value does not fit its field, or a channel that has no word for nothing is missing.
    """
    layout = _layout(profile)
    payload = bytearray(layout.header + layout.size * len(readings))
    for position, reading in enumerate(readings):
        start = layout.header + position * layout.size
        for field, said in _said(layout, reading):
            at = field.offset + (0 if field.header else start)
            if not (field.header and position):
                _write(payload, layout, field, at, said)
    return bytes(payload)


def width(field: Field) -> int:
    """Give how many bytes a field takes."""
    return struct.calcsize(f"<{TYPES[field.type]}")


def _layout(profile: Profile) -> Binary:
    if isinstance(profile.codec, Binary):
        return profile.codec
    raise Invalid(f"profile {profile.name} describes no binary records", field="codec")


def _part(payload: bytes, layout: Binary, arrived: datetime, position: int, count: int) -> Part:
    start = layout.header + position * layout.size
    said = payload[start : start + layout.size].hex()
    try:
        item: Fields = {
            "values": {
                name: _value(field, _raw(payload, layout, field, start))
                for name, field in layout.fields.items()
            }
        }
        if layout.boot:
            item["boot"] = str(_raw(payload, layout, layout.boot, start))
        if layout.seq:
            further = position if layout.seq.header else 0
            item["seq"] = _raw(payload, layout, layout.seq, start) + further
        item["at"] = _at(payload, layout, arrived, start, position, count)
    except (struct.error, OverflowError, ValueError) as err:
        return Part(position, Refused(RefusalReason.MALFORMED, f"the record cannot be read: {err}"), said)
    return Part(position, item, said)


def _raw(payload: bytes, layout: Binary, field: Field, start: int) -> float:
    at = field.offset + (0 if field.header else start)
    raw: float = struct.unpack_from(_format(layout, field), payload, at)[0]
    return raw


def _format(layout: Binary, field: Field) -> str:
    return ("<" if layout.endian == "little" else ">") + TYPES[field.type]


def _value(field: Field, raw: float) -> Scalar | None:
    if field.null is not None and raw == field.null:
        return None
    if field.bit is not None:
        return bool(int(raw) >> field.bit & 1)
    return _scaled(raw, field.scale) + field.add if (field.scale, field.add) != (1.0, 0.0) else raw


def _scaled(raw: float, scale: float) -> float:
    """Scale a raw number; by a tenth is divided by ten, so that 3 tenths are 0.3."""
    parts = round(1 / scale) if scale and abs(scale) < 1 else 0
    return raw / parts if parts and 1 / parts == scale else raw * scale


def _at(payload: bytes, layout: Binary, arrived: datetime, start: int, position: int, count: int) -> datetime:
    """Give when a record was measured: by itself, counted on from the header, or back from the arrival."""
    every = timedelta(seconds=layout.interval_s or 0)
    if layout.at is None:
        return arrived - every * (count - 1 - position)
    since = _scaled(_raw(payload, layout, layout.at, start), layout.at.scale) + layout.at.add
    if since < 0:
        sentence = "a time is before 1970"
        raise ValueError(sentence)
    return _EPOCH + timedelta(seconds=since) + (every * position if layout.at.header else timedelta())


def _said(layout: Binary, reading: Measured) -> list[tuple[Field, Scalar | None]]:
    """Pair the fields of a layout with what a reading says for them."""
    own: list[tuple[Field | None, Scalar]] = [
        (layout.boot, reading.boot),
        (layout.seq, reading.seq),
        (layout.at, (reading.at - _EPOCH) / timedelta(seconds=1)),
    ]
    pairs: list[tuple[Field, Scalar | None]] = [(field, said) for field, said in own if field]
    return pairs + [(field, reading.values.get(name)) for name, field in layout.fields.items()]


def _write(payload: bytearray, layout: Binary, field: Field, at: int, said: Scalar | None) -> None:
    try:
        if field.bit is not None:
            held = struct.unpack_from(_format(layout, field), payload, at)[0]
            raw: float = held | (1 << field.bit if said else 0)
        else:
            raw = _unscaled(field, said)
        struct.pack_into(_format(layout, field), payload, at, raw)
    except (struct.error, OverflowError, ValueError, TypeError) as err:
        raise Invalid(f"{ascii(said)[:80]} does not fit into {field.type} at {field.offset}: {err}") from err


def _unscaled(field: Field, said: Scalar | None) -> float:
    if said is None:
        if field.null is None:
            sentence = "nothing was measured, and the field has no null"
            raise ValueError(sentence)
        return field.null
    raw = (float(said) - field.add) / field.scale if (field.scale, field.add) != (1.0, 0.0) else said
    if field.type in {"f32", "f64"}:
        return float(raw)
    return int(raw) if isinstance(raw, int | str) else round(raw)
