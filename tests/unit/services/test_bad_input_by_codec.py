"""Bad input in every format: the reason that is filed, and the good reading beside it that arrived."""

from __future__ import annotations

import base64
import json

import cbor2
import msgspec
import pytest

from builders.alarm_path import DEVICE, NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path
from builders.codecs import ALL, a_profile
from spotter.contracts.layouts import Cbor, Codec, Csv, SenmlCbor, SenmlJson
from spotter.contracts.readings import Delivery, Measured, RefusalReason, Scalar
from spotter.domain.codecs.registry import payload_of
from spotter.domain.decoding import LARGEST_PAYLOAD

CALM: dict[str, Scalar] = {"ch4": 0.5, "o2": 20.9, "sos": False, "steps": 1}
GOOD = Measured("7", 99, after(9), CALM)
ONE = Measured("7", 1, NOON, CALM)
MALFORMED, WRONG_UNIT, OVERSIZED = (
    RefusalReason.MALFORMED,
    RefusalReason.WRONG_UNIT,
    RefusalReason.OVERSIZED,
)


def speaking(codec: Codec) -> AlarmPath:
    """A path whose device speaks by a codec."""
    path = an_alarm_path()
    path.registry.add_profile(a_profile(codec, version=2))
    stored = path.registry.device(TENANT, DEVICE)
    path.registry.put_device(
        msgspec.structs.replace(stored.document, profile_version=2), expected=stored.version
    )
    return path


def good(codec: Codec) -> str:
    return a_body(payload_of([GOOD], a_profile(codec)))


def kept(path: AlarmPath) -> int:
    return len(list(path.archive.scan(TENANT, SITE, since=NOON, until=NOON)))


def reasons(path: AlarmPath) -> list[RefusalReason]:
    return [refusal.reason for refusal in path.quarantine.scan(TENANT)]


@pytest.mark.parametrize("codec", ALL, ids=lambda codec: type(codec).__name__)
def test_a_payload_of_10_mb_is_filed_and_its_neighbour_arrives(codec: Codec) -> None:
    path = speaking(codec)

    path.ingest({"bad": a_body(b"\x00" * 10_000_000), "good": good(codec)})

    assert LARGEST_PAYLOAD < 10_000_000
    assert reasons(path) == [OVERSIZED]
    assert kept(path) == 1


@pytest.mark.parametrize("codec", [Cbor(), SenmlCbor()], ids=lambda codec: type(codec).__name__)
def test_cbor_that_was_cut_off_is_filed_and_its_neighbour_arrives(codec: Codec) -> None:
    path, whole = speaking(codec), payload_of([ONE], a_profile(codec))

    path.ingest({"bad": a_body(whole[:-3]), "good": good(codec)})

    assert reasons(path) == [MALFORMED]
    assert kept(path) == 1


@pytest.mark.parametrize(
    ("codec", "payload"),
    [
        (SenmlJson(), json.dumps([{"n": "ch4", "u": "furlong", "t": NOON.timestamp(), "v": 1}]).encode()),
        (SenmlCbor(), cbor2.dumps([{0: "ch4", 1: "furlong", 6: NOON.timestamp(), 2: 1}])),
        (Csv(), b"boot,seq,at,ch4[furlong]\n7,1,2026-11-24T12:00:00Z,1\n"),
    ],
    ids=["SenML as JSON", "SenML as CBOR", "CSV"],
)
def test_an_unknown_unit_is_filed_and_the_neighbour_arrives(codec: Codec, payload: bytes) -> None:
    path = speaking(codec)

    path.ingest({"bad": a_body(payload), "good": good(codec)})

    assert reasons(path) == [WRONG_UNIT]
    assert kept(path) == 1


@pytest.mark.parametrize("codec", ALL, ids=lambda codec: type(codec).__name__)
def test_of_a_sender_without_the_certificate_every_reading_is_counted_by_the_codec(codec: Codec) -> None:
    path = speaking(codec)
    three = [msgspec.structs.replace(ONE, seq=n, at=after(n / 2)) for n in range(3)]
    honest = msgspec.json.decode(a_body(payload_of(three, a_profile(codec))), type=Delivery)
    forged = msgspec.structs.replace(honest, principal="0" * 64)

    path.ingest({"bad": msgspec.json.encode(forged).decode(), "good": good(codec)})

    (refusal,) = path.quarantine.scan(TENANT)
    assert (refusal.reason, refusal.count) == (RefusalReason.WRONG_PRINCIPAL, 3)
    assert base64.b64decode(refusal.payload)
    assert kept(path) == 1
