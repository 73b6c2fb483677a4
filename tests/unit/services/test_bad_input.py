"""Bad input of every kind: the reason that is filed, and the good reading beside it that arrived."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest

from builders.alarm_path import DEVICE, NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path, an_item
from spotter.contracts.readings import RefusalReason

GOOD = an_item({"ch4": 0.2}, seq=99, at=after(9))


def kept(path: AlarmPath) -> list[int]:
    return sorted(r.seq for r in path.archive.scan(TENANT, SITE, since=NOON, until=NOON))


def reasons(path: AlarmPath, tenant: str = TENANT) -> list[RefusalReason]:
    return [refusal.reason for refusal in path.quarantine.scan(tenant)]


def a_text(item: dict[str, object]) -> str:
    return json.dumps(item)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xa3abootb1", RefusalReason.MALFORMED),
        (b"[" + b"9" * 10_000_000 + b"]", RefusalReason.OVERSIZED),
        (json.dumps(an_item({"ch4": float("nan")})).encode(), RefusalReason.WRONG_TYPE),
        (
            b'{"boot":"b1","seq":1,"at":"2026-11-24T12:00:00Z","values":{"ch4":1,"ch4":2}}',
            RefusalReason.DUPLICATE_KEY,
        ),
        (a_text(an_item({"ch4": 0.1}) | {"at": "1969-12-31T23:59:59Z"}).encode(), RefusalReason.TOO_OLD),
        (a_text(an_item({"ch4": 0.1}) | {"at": -1}).encode(), RefusalReason.WRONG_TYPE),
        (a_text(an_item({"ch4": {"value": 1, "unit": "furlong"}})).encode(), RefusalReason.WRONG_UNIT),
    ],
    ids=["truncated", "10 MB", "NaN", "duplicate key", "before 1970", "negative time", "unknown unit"],
)
def test_a_bad_message_is_filed_with_its_reason_beside_a_good_one(body: bytes, reason: RefusalReason) -> None:
    path = an_alarm_path()

    path.ingest({"bad": a_body(body), "good": a_body(GOOD)})

    assert reasons(path) == [reason]
    assert kept(path) == [99]


def test_a_message_of_a_foreign_tenant_is_not_heard() -> None:
    path = an_alarm_path()
    foreign = json.loads(a_body(an_item({"sos": True}))) | {"thing": f"umbrella_{DEVICE}"}

    path.ingest({"bad": json.dumps(foreign), "good": a_body(GOOD)})

    assert reasons(path, "umbrella") == [RefusalReason.UNKNOWN_DEVICE]
    assert kept(path) == [99]
    assert path.signals() == []


def test_a_message_on_a_topic_of_nobody_is_filed_under_nobody() -> None:
    path = an_alarm_path()
    lost = json.loads(a_body(an_item({"ch4": 0.1}))) | {"thing": "no thing of ours"}

    path.ingest({"bad": json.dumps(lost), "good": a_body(GOOD)})

    assert reasons(path, "unknown") == [RefusalReason.UNKNOWN_DEVICE]
    assert kept(path) == [99]


def test_of_a_whole_batch_of_rubbish_the_one_good_reading_arrives() -> None:
    path = an_alarm_path()
    rubbish: list[object] = [
        None,
        7,
        {},
        [],
        "x",
        an_item({"helium": 1}),
        an_item({"ch4": "1"}),
        {"seq": "x"},
    ]

    path.ingest({"m1": a_body({"readings": [*rubbish * 20, GOOD, *rubbish * 20]})})

    assert kept(path) == [99]
    assert len(reasons(path)) == 320


def test_a_reset_count_and_nothing_but_duplicates_lose_nothing() -> None:
    path = an_alarm_path()
    first = [an_item({"ch4": 0.1}, seq=seq, at=after(seq)) for seq in range(3)]

    path.ingest({"m1": a_body({"readings": first})})
    path.ingest({"m2": a_body({"readings": first})})
    path.ingest({"m3": a_body(an_item({"ch4": 0.1}, seq=0, at=after(50))), "m4": a_body(GOOD)})

    names = {reading.id for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)}
    stored = path.trails.get(TENANT, DEVICE)
    assert names == {f"{DEVICE}/b1/{n}" for n in (0, 1, 2, 99)} | {f"{DEVICE}/b1~2/0"}
    assert stored is not None
    assert msgspec.to_builtins(stored.document.counts) == {"published": 8, "accepted": 5, "duplicates": 3}


def test_what_was_refused_is_kept_as_it_was_sent() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(b"\xff\x00rubbish"), "good": a_body(GOOD)})

    (refusal,) = path.quarantine.scan(TENANT)
    assert base64.b64decode(refusal.payload) == b"\xff\x00rubbish"
    assert kept(path) == [99]
