"""SenML (RFC 8428), as JSON and as CBOR: records of one time are one reading.

A name ends with the channel: `urn:dev:mac:0024befffe804ff1:ch4` is channel `ch4` where the profile has none
of the whole name. SenML has no sequence numbers; a record named `boot` or `seq` that is no channel numbers
the readings of its time, and without both a reading is known by its content. Times below 2**28 count from
the arrival, as the RFC has it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from spotter.contracts.profiles import Profile
from spotter.contracts.readings import BY_CONTENT, Measured, RefusalReason
from spotter.domain.codecs.as_cbor import loaded, moment_of
from spotter.domain.codecs.as_json import parsed
from spotter.domain.codecs.duplicates import may_repeat_keys, noticing_repeats, repeated_key
from spotter.domain.codecs.senml_records import LABELS, Record, resolved
from spotter.domain.decoding import MOST_ITEMS, Fields, Part, Refused, too_many

RELATIVE_BELOW = 2**28
"""Seconds; smaller times are relative to now (RFC 8428, section 4.5.3)."""

_NUMBERING = frozenset({"boot", "seq", "device"})


def decode_json(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:
    """Split a pack in JSON into readings."""
    pack = parsed(payload)
    if not may_repeat_keys(payload, pack):
        return _parts(pack, profile, arrived, repeating=frozenset())
    exact, repeats = noticing_repeats(payload)
    return _parts(exact, profile, arrived, repeating=frozenset(repeats))


def decode_cbor(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:
    """Split a pack in CBOR into readings; a label said twice is refused with the whole pack."""
    pack, repeats = loaded(payload)
    if repeats:
        raise repeated_key("a label", count=len(pack) if isinstance(pack, list) else 1)
    return _parts(pack, profile, arrived, repeating=frozenset())


def encode_json(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as a pack in JSON."""
    return msgspec.json.encode(_pack(readings, profile))


def encode_cbor(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as a pack in CBOR."""
    import cbor2

    numbers = {label: number for number, label in LABELS.items()}
    pack = [{numbers[label]: said for label, said in record.items()} for record in _pack(readings, profile)]
    return cbor2.dumps(pack)


def _parts(pack: object, profile: Profile, arrived: datetime, *, repeating: frozenset[int]) -> list[Part]:
    if not isinstance(pack, list):
        raise Refused(RefusalReason.MALFORMED, "a SenML pack is a list of records")
    if not pack:
        raise Refused(RefusalReason.MISSING_FIELD, "the pack holds no records")
    if len(pack) > MOST_ITEMS:
        raise too_many(len(pack))
    groups: dict[float, _Group] = {}
    broken: list[tuple[Refused, object]] = []
    for said, record in zip(pack, resolved(pack), strict=True):
        if isinstance(record, Refused):
            broken.append((record, said))
            continue
        if record is not None:
            group = groups.setdefault(record.time, _Group())
            group.add(record, said, profile, repeats=id(said) in repeating)
    parts = [group.part(at, arrived) for at, group in groups.items()]
    parts += [Part(None, refused, said) for refused, said in broken]
    return [part._replace(position=position) for position, part in enumerate(parts)]


class _Group:
    """The records of one time."""

    def __init__(self) -> None:
        self.item: Fields = {}
        self.values: Fields = {}
        self.said: list[object] = []
        self.fault: Refused | None = None

    def add(self, record: Record, said: object, profile: Profile, *, repeats: bool) -> None:
        self.said.append(said)
        name = _local(record.name, profile)
        numbering = name in _NUMBERING and name not in profile.channels
        place = self.item if numbering else self.values
        if repeats or name in place:
            self.fault = self.fault or repeated_key(name)
        channel = profile.channels.get(name)
        stated = record.unit is not None and (channel is None or record.unit != channel.unit)
        bare = numbering or (record.has_value and not stated)
        place[name] = record.value if bare else record.as_fields()

    def part(self, time: float, arrived: datetime) -> Part:
        since = time + arrived.timestamp() if time < RELATIVE_BELOW else time
        at = arrived if time == 0 else moment_of(since)
        if at is None:
            sentence = f"there is no such time: {time:.6g} s"
            return Part(None, Refused(RefusalReason.MALFORMED, sentence), self.said)
        return Part(None, {**self.item, "at": at, "values": self.values}, self.said, self.fault)


def _local(name: str, profile: Profile) -> str:
    """Find the channel that a name ends with."""
    if name in profile.channels:
        return name
    return name.replace("/", ":").rpartition(":")[2]


def _pack(readings: Sequence[Measured], profile: Profile) -> list[dict[str, Any]]:
    return [record for reading in readings for record in _records(reading, profile)]


def _records(reading: Measured, profile: Profile) -> list[dict[str, Any]]:
    numbered = {} if reading.boot == BY_CONTENT else {"boot": reading.boot, "seq": reading.seq}
    records = [{"n": name, **_said(value)} for name, value in numbered.items()]
    for name, value in reading.values.items():
        channel = profile.channels.get(name)
        unit = {"u": channel.unit} if channel and channel.unit else {}
        records.append({"n": name, **unit, **_said(value)})
    return [{"bt": reading.at.timestamp(), **records[0]}, *records[1:]] if records else []


def _said(value: object) -> Mapping[str, object]:
    if isinstance(value, bool):
        return {"vb": value}
    if isinstance(value, str):
        return {"vs": value}
    return {"v": value if isinstance(value, int) or math.isfinite(float(str(value))) else None}
