"""Whatever devices send: ingest never fails, never loses a good reading, never loses danger."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path, an_item
from spotter.contracts.alarms import ConditionActive, ConditionNormal
from spotter.contracts.readings import Reading, Refusal, RefusalReason

HUGE = 10**400
DEEP = b'{"readings":' + b"[" * 5000 + b"]" * 5000 + b"}"
BAD = st.sampled_from(
    [
        None,
        7,
        {},
        an_item({}),
        an_item({"ch4": float("nan")}),
        an_item({"ch4": float("inf")}),
        an_item({"ch4": HUGE}),
        an_item({"ch4": "\ud800"}),
        an_item({"note": "\ud800"}),
        an_item({"note": "x" * 129}),
        an_item({"steps": 2**63}),
        an_item({"ch4": {"unit": "%"}}),
        an_item({"ch4": {"value": {"value": 1}}}),
        an_item({"\ud800": 1}),
        an_item({"ch4": 0.1}, seq=2**64),
        an_item({"ch4": 0.1}) | {"seq": True},
        an_item({"ch4": 0.1}) | {"boot": ""},
        an_item({"ch4": 0.1}) | {"boot": 1},
        an_item({"ch4": 0.1}) | {"at": 0},
        an_item({"ch4": 0.1}) | {"at": "2026-11-24T12:00:00"},
        an_item({"ch4": 0.1}) | {"at": "0001-01-01T00:00:00+05:00"},
        an_item({"ch4": 0.1}) | {"at": "9999-12-31T23:59:59-05:00"},
        an_item({"ch4": 0.1}) | {"values": [1]},
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["v", "readings", "boot", "seq", "at", "values", "ch4"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def kept(path: AlarmPath) -> list[Reading]:
    return list(path.archive.scan(TENANT, SITE, since=NOON, until=NOON))


def refused(path: AlarmPath) -> list[Refusal]:
    return [*path.quarantine.scan(TENANT), *path.quarantine.scan("unknown")]


def rules_active(path: AlarmPath) -> list[str]:
    return [signal.rule for signal in path.signals() if isinstance(signal, ConditionActive)]


@given(body=st.text(max_size=40) | JSON.map(json.dumps))
@example(body='{"thing":"acme_longwall-1","principal":"","lane":"","via":"mqtt","arrived":1e300,"body":""}')
@example(body='{"thing":"acme_x","principal":"","lane":"","via":"http","arrived":9007199254740993,"body":""}')
@example(body="\ud800")
def test_a_message_that_is_no_delivery_is_refused_once_whatever_it_is(body: str) -> None:
    path = an_alarm_path()

    path.ingest({"m1": body})

    assert [refusal.reason for refusal in refused(path)] == [RefusalReason.MALFORMED]


@given(payload=st.binary(max_size=60) | JSON.map(lambda said: json.dumps(said).encode()))
@example(payload=DEEP)
@example(payload=b'{"readings":{}}')
@example(payload=b"9" * 5000)
def test_a_payload_is_refused_or_kept_whatever_it_is(payload: bytes) -> None:
    path = an_alarm_path()

    sums = path.ingest({"m1": a_body(payload)})

    assert len(kept(path)) + len(refused(path)) == sums.accepted + sums.refused >= 1


@given(items=st.lists(st.tuples(st.booleans(), BAD), min_size=1, max_size=8))
def test_each_reading_of_a_batch_stands_alone(items: list[tuple[bool, Any]]) -> None:
    path = an_alarm_path()
    batch = [an_item({"ch4": 0.1}, seq=n) if good else bad for n, (good, bad) in enumerate(items)]

    path.ingest({"m1": a_body(json.dumps({"v": 1, "readings": batch}).encode())})

    assert [reading.seq for reading in kept(path)] == [n for n, (good, _) in enumerate(items) if good]
    assert [refusal.position for refusal in refused(path)] == [
        n for n, (good, _) in enumerate(items) if not good
    ]


@given(item=BAD)
def test_a_refused_reading_of_a_batch_keeps_its_own_payload(item: object) -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(json.dumps({"readings": [an_item({"ch4": 0.1}), item]}).encode())})

    (refusal,) = refused(path)
    assert json.dumps(json.loads(base64.b64decode(refusal.payload))) == json.dumps(item)


def pressed(**fields: object) -> dict[str, Any]:
    return an_item({"sos": True}) | fields


@given(
    item=st.sampled_from(
        [
            pressed(at=after(600).isoformat()),
            pressed(at="half past nine"),
            pressed(seq=-1),
            pressed(values={"sos": True, "ch4": "broken"}),
            pressed(values={"sos": True, "helium": 1}),
            pressed(values={"ch4": float("nan"), "sos": True}),
            {"values": {"sos": True}},
        ]
    )
)
def test_a_pressed_button_is_heard_in_a_reading_that_is_refused(item: dict[str, Any]) -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(json.dumps(item).encode())})

    assert rules_active(path) == ["sos"]
    assert len(refused(path)) == 1
    assert kept(path) == []


def test_gas_beyond_the_range_of_its_head_is_danger_and_not_silence() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(an_item({"ch4": 101}))})

    assert set(rules_active(path)) == {"ch4-high", "ch4-very-high"}


@given(bad=st.sampled_from([{"at": after(600).isoformat()}, {"seq": -1}, {"boot": 7}]))
def test_a_refused_reading_never_ends_an_alarm(bad: dict[str, Any]) -> None:
    path = an_alarm_path()
    path.ingest({"m1": a_body(an_item({"ch4": 1.2}))})
    for signal in path.signals():
        path.move(signal)

    path.ingest({"m2": a_body(an_item({"ch4": 0.1}, at=after(30)) | bad)})

    assert path.signals() == []


def test_a_stranger_with_a_button_is_not_heard() -> None:
    path = an_alarm_path()

    path.ingest({"m1": a_body(pressed(), principal="d" * 64)})

    assert path.signals() == []


def carried(messages: Sequence[bytes]) -> int:
    assert all(len(message) <= 256 * 1024 for message in messages)
    return sum(len(json.loads(message)) for message in messages)


def test_windows_messages_fit_their_queue_however_long_the_readings_are() -> None:
    path = an_alarm_path()
    batch = [[an_item({"note": "\x01" * 128}, seq=120 * m + n) for n in range(120)] for m in range(4)]

    path.ingest({f"m{m}": a_body({"readings": batch[m]}) for m in range(4)})

    assert carried(path.windows.drain()) == 480


@given(
    cuts=st.lists(st.integers(0, 5), min_size=6, max_size=6),
    values=st.permutations([0.1, 0.97, 1.0, 1.6, 0.2, 3.0]),
)
def test_however_readings_are_cut_into_messages_the_same_is_said(
    cuts: list[int], values: list[float]
) -> None:
    whole, parts = an_alarm_path(), an_alarm_path()
    items = [an_item({"ch4": value}, seq=n, at=after(n)) for n, value in enumerate(values)]
    messages: dict[str, list[dict[str, Any]]] = {}
    for item, cut in zip(items, cuts, strict=True):
        messages.setdefault(f"m{cut}", []).append(item)

    whole.ingest({"m": a_body({"readings": items})})
    parts.ingest({name: a_body({"readings": batch}) for name, batch in messages.items()})

    assert parts.signals() == whole.signals()


@given(value=st.floats(0, 100, allow_nan=False))
def test_no_value_is_danger_and_normal_at_once(value: float) -> None:
    path = an_alarm_path()
    path.ingest({"m1": a_body(an_item({"ch4": 50.0}))})
    for signal in path.signals():
        path.move(signal)

    path.ingest({"m2": a_body(an_item({"ch4": value}, seq=2, at=after(1)))})

    expected = ConditionActive if value >= 1.0 else ConditionNormal if 1.0 - value > 0.05 else None
    said = [type(signal) for signal in path.signals() if signal.rule == "ch4-high"]
    assert said == ([expected] if expected else [])
