"""functions/locate."""

from __future__ import annotations

import msgspec
import pytest

from envelopes.events import Woken
from spotter.contracts.readings import Reading
from unit.zones.test_locating import Pit, a_pit, walk


@pytest.fixture
def pit() -> Pit:
    return a_pit()


@pytest.fixture
def locate(pit: Pit, capsys: pytest.CaptureFixture[str]) -> Woken:
    return Woken("locate", "on_fixes", pit.locate, capsys)


def a_message(readings: list[Reading]) -> str:
    return msgspec.json.encode(readings).decode()


def test_fixes_become_signals_in_one_line(pit: Pit, locate: Woken) -> None:
    answer = locate.by({"m1": a_message(walk(100.0)), "m2": a_message(walk(0.0, first=1))})

    assert answer.again == []
    assert [signal.rule for signal in pit.said()] == ["zone-shaft"]
    assert (answer.line["fixes"], answer.line["signals"]) == (2, 1)


def test_a_message_that_is_none_comes_again_alone(pit: Pit, locate: Woken) -> None:
    answer = locate.by({"bad": "{}", "good": a_message(walk(0.0))})

    assert answer.again == ["bad"]
    assert len(pit.said()) == 1
