"""Profiles for each codec, and payloads looked at to their end."""

from __future__ import annotations

from datetime import datetime

import msgspec

from builders.alarm_path import GAS, NOON, a_device
from spotter.contracts.layouts import Binary, Cbor, Codec, Csv, Field, Json, SenmlCbor, SenmlJson
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading, RefusalReason
from spotter.domain.codecs.registry import parts_of
from spotter.domain.decoding import Refused
from spotter.domain.validation import Checker

PACKED = Binary(
    size=10,
    header=12,
    boot=Field(0, "u32", header=True),
    seq=Field(4, "u32", header=True),
    at=Field(8, "u32", header=True),
    interval_s=0.5,
    fields={
        "ch4": Field(0, "u16", scale=0.01, null=0xFFFF),
        "o2": Field(2, "u16", scale=0.1),
        "sos": Field(4, "u8", bit=7),
        "steps": Field(5, "i32"),
    },
)
TEXTUAL: tuple[Codec, ...] = (Json(), Cbor(), SenmlJson(), SenmlCbor(), Csv(), Csv(delimiter=";"))
ALL: tuple[Codec, ...] = (*TEXTUAL, PACKED)


def a_profile(codec: Codec, **changed: object) -> Profile:
    """The gas profile with another codec."""
    return msgspec.structs.replace(GAS, codec=codec, **changed)


def read(payload: bytes, profile: Profile, arrived: datetime = NOON) -> list[Reading | RefusalReason]:
    """Decode and check a payload: the readings, and in the place of each refused one its reason."""
    checker, device = Checker(profile), a_device()
    found: list[Reading | RefusalReason] = []
    for part in parts_of(payload, profile, arrived):
        if isinstance(part.item, Refused):
            found.append(part.item.reason)
            continue
        position = part.position or 0
        looked = checker.look_at(
            part.item, device=device, arrived=arrived, delivery="m", position=position, fault=part.fault
        )
        found.append(looked.fault.reason if looked.fault else looked.reading)
    return found


def refused_whole(payload: bytes, profile: Profile) -> RefusalReason | None:
    """Say why a payload is refused as a whole; None when it is not."""
    try:
        parts_of(payload, profile, NOON)
    except Refused as refused:
        return refused.reason
    return None


def values(found: list[Reading | RefusalReason]) -> list[object]:
    """The values of each reading, and the reasons between them."""
    return [one.values if isinstance(one, Reading) else one for one in found]
