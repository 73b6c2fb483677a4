"""Bad readings in every format that can say them: the reason that is filed, and the good one that arrived."""

from __future__ import annotations

import json
import struct
from collections import Counter
from collections.abc import Callable

import cbor2
import msgspec
import pytest

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path, an_item
from builders.codecs import a_profile
from spotter.contracts.layouts import Binary, Cbor, Codec, Csv, Field, Json, SenmlCbor, SenmlJson
from spotter.contracts.readings import Measured, RefusalReason
from spotter.domain.codecs.registry import payload_of

GOOD = Measured("7", 99, after(9), {"ch4": 0.5})
FLOATS = Binary(
    size=24,
    boot=Field(0, "u32"),
    seq=Field(4, "u32"),
    at=Field(8, "i64"),
    fields={"ch4": Field(16, "f64")},
)
SAID = {"boot": "7", "seq": 1, "at": "2026-11-24T12:00:00Z"}
TIME = NOON.timestamp()
NAN = float("nan")


def speaking(codec: Codec) -> AlarmPath:
    """A path whose device speaks by a codec."""
    path = an_alarm_path()
    path.registry.add_profile(a_profile(codec, version=2))
    (device,) = path.registry.devices(TENANT)
    path.registry.put_device(msgspec.structs.replace(device, profile_version=2), expected=1)
    return path


def outcome(codec: Codec, payload: bytes) -> tuple[Counter[RefusalReason], list[int]]:
    """Say what became of a payload that came together with a good message."""
    path = speaking(codec)
    path.ingest({"bad": a_body(payload), "good": a_body(payload_of([GOOD], a_profile(codec)))})
    kept = sorted(r.seq for r in path.archive.scan(TENANT, SITE, since=NOON, until=NOON))
    return Counter(refusal.reason for refusal in path.quarantine.scan(TENANT)), kept


@pytest.mark.parametrize(
    ("codec", "payload"),
    [
        (Json(), json.dumps(SAID | {"values": {"ch4": NAN}}).encode()),
        (Cbor(), cbor2.dumps(SAID | {"values": {"ch4": NAN}})),
        (Csv(), b"boot,seq,at,ch4\n7,1,2026-11-24T12:00:00Z,nan\n"),
        (SenmlJson(), json.dumps([{"n": "ch4", "t": TIME, "v": NAN}]).encode()),
        (SenmlCbor(), cbor2.dumps([{0: "ch4", 6: TIME, 2: NAN}])),
        (FLOATS, struct.pack("<IIqd", 7, 1, int(TIME), NAN)),
    ],
    ids=["JSON", "CBOR", "CSV", "SenML as JSON", "SenML as CBOR", "packed"],
)
def test_what_is_no_number_is_filed_and_the_neighbour_arrives(codec: Codec, payload: bytes) -> None:
    assert outcome(codec, payload) == ({RefusalReason.WRONG_TYPE: 1}, [99])


@pytest.mark.parametrize(
    ("codec", "payload"),
    [
        (Json(), json.dumps(SAID | {"values": {"ch4": 9}}).replace("9}", '1, "ch4": 2}').encode()),
        (Cbor(), cbor2.dumps(SAID)[:1].replace(b"\xa3", b"\xa4") + cbor2.dumps(SAID)[1:] + b"\x66values"
         + b"\xa2\x63ch4\x01\x63ch4\x02"),
        (SenmlJson(), json.dumps([{"n": "ch4", "t": TIME, "v": 9}]).replace("9}", '1, "v": 2}').encode()),
        (SenmlCbor(), b"\x81\xa4\x00\x63ch4\x06" + cbor2.dumps(TIME) + b"\x02\x01\x02\x02"),
        (Csv(), b"boot,seq,at,ch4,ch4\n7,1,2026-11-24T12:00:00Z,1,2\n"),
    ],
    ids=["JSON", "CBOR", "SenML as JSON", "SenML as CBOR", "CSV"],
)  # fmt: skip
def test_a_key_that_is_said_twice_is_filed_and_the_neighbour_arrives(codec: Codec, payload: bytes) -> None:
    assert outcome(codec, payload) == ({RefusalReason.DUPLICATE_KEY: 1}, [99])


@pytest.mark.parametrize(
    ("codec", "payload", "reason"),
    [
        (Cbor(), cbor2.dumps(SAID | {"at": -1, "values": {"ch4": 1}}), RefusalReason.WRONG_TYPE),
        (Csv(), b"boot,seq,at,ch4\n7,1,-1,1\n", RefusalReason.MALFORMED),
        (SenmlJson(), json.dumps([{"n": "ch4", "t": -TIME, "v": 1}]).encode(), RefusalReason.TOO_OLD),
        (FLOATS, struct.pack("<IIqd", 7, 1, -1, 1.0), RefusalReason.MALFORMED),
    ],
    ids=["CBOR", "CSV", "SenML", "packed"],
)
def test_a_negative_time_is_filed_and_the_neighbour_arrives(
    codec: Codec, payload: bytes, reason: RefusalReason
) -> None:
    assert outcome(codec, payload) == ({reason: 1}, [99])


RUBBISH: list[object] = [
    None,
    7,
    {},
    an_item({"helium": 1}),
    an_item({"ch4": "1"}),
    an_item({"ch4": NAN}),
    an_item({"ch4": 101}),
    an_item({"ch4": {"value": 1, "unit": "furlong"}}),
    an_item({"ch4": 1}) | {"at": "2026-12-24T12:00:00Z"},
    an_item({"ch4": 1}) | {"at": "1969-12-31T23:59:59Z"},
]
REASONS = {
    RefusalReason.MALFORMED: 2,
    RefusalReason.MISSING_FIELD: 1,
    RefusalReason.UNKNOWN_CHANNEL: 1,
    RefusalReason.WRONG_TYPE: 2,
    RefusalReason.OUT_OF_RANGE: 1,
    RefusalReason.WRONG_UNIT: 1,
    RefusalReason.FAR_FUTURE: 1,
    RefusalReason.TOO_OLD: 1,
}


def as_json(batch: object) -> bytes:
    return json.dumps(batch).encode()


@pytest.mark.parametrize(
    ("codec", "encode"), [(Json(), as_json), (Cbor(), cbor2.dumps)], ids=["JSON", "CBOR"]
)
def test_of_a_batch_of_rubbish_each_is_filed_for_its_own_reason_and_the_good_one_arrives(
    codec: Codec, encode: Callable[[object], bytes]
) -> None:
    batch = {"readings": [*RUBBISH, an_item({"ch4": 0.2}, seq=50, at=after(5)), *RUBBISH]}

    assert outcome(codec, encode(batch)) == ({reason: n * 2 for reason, n in REASONS.items()}, [50, 99])
