"""Codecs: how the bytes of a kind of device are to be read, as a profile says it.

The profile alone decides. Nothing is guessed from what the bytes look like.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Delimiter = Literal[",", ";", "\t", "|"]
Number = Literal["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64"]
Count = Annotated[int, msgspec.Meta(ge=0, le=4096)]
Size = Annotated[int, msgspec.Meta(ge=1, le=4096)]


class _Codec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name", omit_defaults=True):
    """What all codecs have in common: a name."""


class Json(_Codec, tag="json", frozen=True):
    """A reading or a batch as JSON: `{"boot", "seq", "at", "values"}`."""


class Cbor(_Codec, tag="cbor", frozen=True):
    """The same as CBOR (RFC 8949); `at` may also be a tagged time or a number of seconds since 1970."""


class SenmlJson(_Codec, tag="senml+json", frozen=True):
    """SenML as JSON (RFC 8428); records of one time are one reading."""


class SenmlCbor(_Codec, tag="senml+cbor", frozen=True):
    """SenML as CBOR (RFC 8428), with its numbered labels."""


class Csv(_Codec, tag="csv", frozen=True):
    """A table with a header `boot,seq,at,ch4[%],...`; a unit stands in brackets behind its channel."""

    delimiter: Delimiter = ","


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A number in a record of bytes: its offset and type; the value is raw times `scale` plus `add`.

    `bit` takes one bit of an unsigned number as a boolean, 0 being the lowest. A raw number equal to `null`
    means that nothing was measured. With `header` the offset is from the start
    of the payload, not of a record.
    """

    offset: Count
    type: Number
    scale: float = 1.0
    add: float = 0.0
    bit: Annotated[int, msgspec.Meta(ge=0, le=63)] | None = None
    null: int | None = None
    header: bool = False


class Binary(_Codec, tag="binary", frozen=True):
    """Records of `size` bytes behind a header of `header` bytes.

    `fields` are by channel. `boot`, `seq` and `at` are where those stand; in the header they are of the first
    record, and each further one counts `seq` on by one and `at` by `interval_s`. `at` is a time since 1970 in
    seconds times its `scale`, so 0.001 for milliseconds; without it the last record is of the arrival.
    """

    size: Size
    fields: dict[str, Field]
    header: Count = 0
    endian: Literal["little", "big"] = "little"
    boot: Field | None = None
    seq: Field | None = None
    at: Field | None = None
    interval_s: Annotated[float, msgspec.Meta(gt=0)] | None = None


Codec = Json | Cbor | SenmlJson | SenmlCbor | Csv | Binary
