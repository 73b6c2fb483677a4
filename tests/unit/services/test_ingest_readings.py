from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import (
    DEVICE,
    NOON,
    SITE,
    TENANT,
    a_body,
    a_device,
    a_mover,
    after,
    an_alarm_path,
    an_item,
    danger,
)
from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.alarms import ConditionActive, ConditionNormal
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import RefusalReason
from spotter.errors import Unavailable
from spotter.services.ending import LOOKED_UP_ANEW


def accepted(path: object) -> list[int]:
    return [r.seq for r in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", RefusalReason.MALFORMED),
        (b"[1,2]", RefusalReason.MALFORMED),
        (b"\xff\xfe", RefusalReason.MALFORMED),
        (b'{"v":2,"readings":[]}', RefusalReason.MALFORMED),
        (b'{"readings":[]}', RefusalReason.MISSING_FIELD),
        (b'{"boot":"b","seq":1}', RefusalReason.MISSING_FIELD),
        (b"x" * (128 * 1024 + 1), RefusalReason.OVERSIZED),
        (an_item({}), RefusalReason.MISSING_FIELD),
        (an_item({"ch4": 101}), RefusalReason.OUT_OF_RANGE),
        (an_item({"ch4": "1"}), RefusalReason.WRONG_TYPE),
        (an_item({"ch4": True}), RefusalReason.WRONG_TYPE),
        (an_item({"ch4": None}), RefusalReason.WRONG_TYPE),
        (an_item({"steps": 1.5}), RefusalReason.WRONG_TYPE),
        (an_item({"ch4": {"value": 1, "unit": "ppm"}}), RefusalReason.WRONG_UNIT),
        (an_item({"helium": 1}), RefusalReason.UNKNOWN_CHANNEL),
        (an_item({"ch4": 1}, at=after(121)), RefusalReason.FAR_FUTURE),
        (an_item({"ch4": 1}, seq=-1), RefusalReason.MALFORMED),
        (
            b'{"boot":"b","seq":1,"seq":2,"at":"2026-11-24T12:00:00Z","values":{"ch4":1}}',
            RefusalReason.DUPLICATE_KEY,
        ),
        (b'{"readings":[],"v":1,"readings" :[{},{}]}', RefusalReason.DUPLICATE_KEY),
        (b"x" * 10_000_000, RefusalReason.OVERSIZED),
    ],
)
def test_what_cannot_be_right_is_quarantined_with_its_reason(payload: object, reason: RefusalReason) -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(payload)})

    assert [refusal.reason for refusal in path.quarantine.scan("acme")] == [reason]
    assert accepted(path) == []


def test_a_value_may_state_its_unit_and_an_integer_is_a_number() -> None:
    path = an_alarm_path()

    path.ingest(
        {"m1": a_body(an_item({"ch4": {"value": 1, "unit": "%"}, "steps": 3, "note": "x", "sos": False}))}
    )

    assert accepted(path) == [1]


def test_a_message_that_is_no_delivery_is_kept_and_does_not_circle() -> None:
    path = an_alarm_path()

    path.ingest({"m1": "no delivery", "m2": a_body(an_item({"ch4": 0.1}))})

    assert [refusal.delivery for refusal in path.quarantine.scan("unknown")] == ["m1"]
    assert accepted(path) == [1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (a_body(an_item({"ch4": 1}), device="stranger"), RefusalReason.UNKNOWN_DEVICE),
        (a_body(an_item({"ch4": 1}), principal="d" * 64), RefusalReason.WRONG_PRINCIPAL),
        (a_body(an_item({"ch4": 1}), device="old"), RefusalReason.RETIRED_DEVICE),
    ],
)
def test_nobody_gets_in_who_is_not_a_live_device_with_its_certificate(
    body: str, reason: RefusalReason
) -> None:
    path = an_alarm_path()
    path.registry.put_device(a_device("old", state=DeviceState.RETIRED), expected=None)

    path.ingest({"m1": body})

    assert [refusal.reason for refusal in path.quarantine.scan("acme")] == [reason]


def test_a_quarantined_device_may_show_danger_and_nothing_it_says_is_believed() -> None:
    path = an_alarm_path()
    path.registry.put_device(a_device("odd", state=DeviceState.QUARANTINED), expected=None)

    path.ingest({"m1": a_body(an_item({"ch4": 2.5}), device="odd"), "m2": a_body(an_item({"ch4": 0.1}))})

    assert accepted(path) == [1]
    assert [refusal.reason for refusal in path.quarantine.scan("acme")] == [RefusalReason.QUARANTINED_DEVICE]
    assert {signal.subject for signal in path.signals()} == {"odd"}


def test_a_new_device_is_active_after_its_first_accepted_reading() -> None:
    path = an_alarm_path()
    path.registry.put_device(a_device("fresh", state=DeviceState.NEW), expected=None)

    path.ingest({"m1": a_body(an_item({"ch4": -1}), device="fresh")})
    before = path.registry.device(TENANT, DeviceName("fresh"))
    path.ingest({"m2": a_body(an_item({"ch4": 0.1}), device="fresh")})
    path.ingest({"m3": a_body(an_item({"ch4": 0.1}, seq=2), device="fresh")})

    after = path.registry.device(TENANT, DeviceName("fresh"))
    assert (before.document.state, after.document.state) == (DeviceState.NEW, DeviceState.ACTIVE)
    assert after.version == before.version + 1


@given(bad=st.lists(st.booleans(), min_size=1, max_size=12))
def test_no_good_reading_is_lost_beside_a_bad_one(bad: list[bool]) -> None:
    path = an_alarm_path()
    items = [an_item({"ch4": -1 if wrong else 0.2}, seq=seq) for seq, wrong in enumerate(bad)]

    path.ingest({"m1": a_body({"readings": items})})

    assert sorted(accepted(path)) == [seq for seq, wrong in enumerate(bad) if not wrong]
    assert [refusal.position for refusal in path.quarantine.scan("acme")] == [
        s for s, w in enumerate(bad) if w
    ]


def test_danger_is_told_even_when_nothing_can_be_written() -> None:
    class Broken(MemoryObjects):
        def put(self, key: str, content: bytes) -> None:
            raise Unavailable("the lake does not answer", key=key, size=len(content))

    path = an_alarm_path(archive=Broken())

    with pytest.raises(Unavailable):
        path.ingest({"m1": a_body(an_item({"ch4": 1.2}))})

    assert [type(signal) for signal in path.signals()] == [ConditionActive]


def test_delivering_a_batch_again_changes_nothing() -> None:
    path = an_alarm_path()
    batch = {"m1": a_body(an_item({"ch4": 0.2})), "m2": a_body(b"?")}

    path.ingest(batch)
    path.ingest(batch)

    assert accepted(path) == [1]
    assert len(list(path.quarantine.scan("acme"))) == 1


def test_a_return_to_normal_is_only_told_for_an_open_alarm() -> None:
    path = an_alarm_path()
    calm = {"m1": a_body(an_item({"ch4": 0.2}, at=after(9)))}
    path.ingest(calm)
    assert path.signals() == []

    path.ingest({"m2": a_body(an_item({"ch4": 1.2}, seq=2))})
    for signal in path.signals():
        path.move(signal)
    path.ingest(calm)

    assert [type(signal) for signal in path.signals()] == [ConditionNormal]


def test_an_alarm_that_no_trail_knows_of_ends_when_the_ledger_is_asked_about_all_again() -> None:
    path = an_alarm_path()
    a_mover(path.ledger, path.registry, path.pager)(danger(0))

    ended = []
    for n in range(1, 2 + LOOKED_UP_ANEW):
        path.ingest({f"m{n}": a_body(an_item({"ch4": 0.2}, seq=n, at=after(n)))})
        ended.append(len(path.signals()))

    assert ended == [1, *(0,) * (LOOKED_UP_ANEW - 1), 1]


def test_windows_carry_the_readings_of_one_device_in_order_of_time() -> None:
    path = an_alarm_path()
    late, early = an_item({"ch4": 0.1}, seq=2, at=after(1)), an_item({"ch4": 0.1}, seq=1)

    path.ingest({"m1": a_body(late), "m2": a_body(early)})

    (message,) = map(json.loads, path.windows.drain())
    assert [reading["seq"] for reading in message] == [1, 2]
    assert {reading["device"] for reading in message} == {DEVICE}
