"""functions/ingest."""

from __future__ import annotations

import pytest

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, a_device, an_alarm_path, an_item
from envelopes.events import Woken
from spotter.adapters.memory.objects import MemoryObjects
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.devices import DeviceState
from spotter.contracts.names import DeviceName
from spotter.errors import Unavailable


class Broken(MemoryObjects):
    """A lake that takes nothing."""

    def put(self, key: str, content: bytes) -> None:
        raise Unavailable("the lake does not answer", key=key, size=len(content))


def kept(path: AlarmPath) -> list[int]:
    return [reading.seq for reading in path.archive.scan(TENANT, SITE, since=NOON, until=NOON)]


@pytest.fixture
def path() -> AlarmPath:
    return an_alarm_path()


@pytest.fixture
def ingest(path: AlarmPath, capsys: pytest.CaptureFixture[str]) -> Woken:
    return Woken("ingest", "on_readings", path.ingest, capsys)


def test_a_batch_is_judged_kept_and_handed_on_in_one_line(path: AlarmPath, ingest: Woken) -> None:
    answer = ingest.by({"m1": a_body(an_item({"ch4": 1.2})), "m2": a_body(an_item({"ch4": 0.2}, seq=2))})

    assert answer.again == []
    assert [type(signal) for signal in path.signals()] == [ConditionActive]
    assert sorted(kept(path)) == [1, 2]
    assert len(path.windows.drain()) == 1
    assert {
        name: answer.line[name] for name in ("function", "outcome", "deliveries", "accepted", "signals")
    } == {
        "function": "ingest",
        "outcome": "ok",
        "deliveries": 2,
        "accepted": 2,
        "signals": 1,
    }


def test_an_event_takes_a_lane_of_its_own_into_the_same_ingest(
    path: AlarmPath, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = Woken("ingest", "on_events", path.ingest, capsys).by({"m1": a_body(an_item({"ch4": 1.2}))})

    assert answer.again == []
    assert (answer.line["function"], answer.line["signals"]) == ("events", 1)
    assert kept(path) == [1]


def test_what_can_never_be_used_does_not_come_again(path: AlarmPath, ingest: Woken) -> None:
    answer = ingest.by({"m1": "no delivery", "m2": a_body(b"\xff"), "m3": a_body(an_item({"ch4": 0.2}))})

    assert answer.again == []
    assert (answer.line["accepted"], answer.line["refused"]) == (1, 2)
    assert kept(path) == [1]


def test_when_the_lake_is_away_danger_is_told_and_everything_comes_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = an_alarm_path(archive=Broken())

    answer = Woken("ingest", "on_readings", path.ingest, capsys).by(
        {"m1": a_body(an_item({"ch4": 1.2})), "m2": a_body(an_item({"ch4": 0.2}, seq=2))}
    )

    assert answer.again == ["m1", "m2"]
    assert [signal.rule for signal in path.signals()] == ["ch4-high"]
    assert (answer.line["outcome"], answer.line["error"]) == ("failed", "unavailable")


def test_one_device_whose_profile_is_gone_does_not_hold_up_the_others(path: AlarmPath, ingest: Woken) -> None:
    lost = a_device("lost")
    path.registry.put_device(
        type(lost)(**{name: getattr(lost, name) for name in lost.__struct_fields__} | {"profile_version": 9}),
        expected=None,
    )

    answer = ingest.by(
        {
            "m1": a_body(an_item({"ch4": 0.1}), device="lost"),
            "m2": a_body(an_item({"ch4": 1.2}, seq=2)),
        }
    )

    assert answer.again == ["m1"]
    assert kept(path) == [2]
    assert [signal.rule for signal in path.signals()] == ["ch4-high"]


def test_the_line_names_no_device_payload_or_certificate(path: AlarmPath, ingest: Woken) -> None:
    path.registry.put_device(a_device("old", state=DeviceState.RETIRED), expected=None)

    answer = ingest.by({"m1": a_body(an_item({"note": "Kim"}), device=DeviceName("old"))})

    assert not {"Kim", "old", "c" * 64} & set(str(answer.line).replace("'", " ").split())
