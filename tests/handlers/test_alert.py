"""functions/alert."""

from __future__ import annotations

import msgspec
import pytest

from builders.alarm_path import PHONES, SITE, TENANT, AlarmPath, all_clear, an_alarm_path, danger
from envelopes.events import Woken
from spotter.contracts.alarms import AlarmState, Signal
from spotter.contracts.sites import Site

ALARM = "ch4-high.longwall-1"


def a_message(signal: Signal) -> str:
    return msgspec.json.encode(signal).decode()


@pytest.fixture
def path() -> AlarmPath:
    return an_alarm_path()


@pytest.fixture
def alert(path: AlarmPath, capsys: pytest.CaptureFixture[str]) -> Woken:
    return Woken("alert", "on_signals", path.move, capsys)


def test_danger_raises_one_alarm_and_pages_each_supervisor_once(path: AlarmPath, alert: Woken) -> None:
    answer = alert.by({"m1": a_message(danger(0)), "m2": a_message(danger(1)), "m3": a_message(danger(0))})

    assert answer.again == []
    assert path.ledger.get(TENANT, SITE, ALARM).occurrence == 1
    assert [page.address for page in path.pager.outbox] == list(PHONES)
    assert (answer.line["function"], answer.line["outcome"], answer.line["paged"]) == ("alert", "ok", 2)


def test_danger_and_its_end_in_one_batch_make_a_returned_alarm_whatever_their_order(
    path: AlarmPath, alert: Woken
) -> None:
    alert.by({"m1": a_message(all_clear(5)), "m2": a_message(danger(0))})

    assert path.ledger.get(TENANT, SITE, ALARM).state is AlarmState.RETURNED
    assert len(path.pager.outbox) == 2


def test_a_message_that_is_no_signal_comes_again_alone(path: AlarmPath, alert: Woken) -> None:
    answer = alert.by({"bad": "{}", "good": a_message(danger(0))})

    assert answer.again == ["bad"]
    assert answer.line["error"] == "corrupt"
    assert path.ledger.get(TENANT, SITE, ALARM).state is AlarmState.ACTIVE


def test_a_signal_whose_page_was_not_taken_comes_again_and_pages_who_is_left(
    path: AlarmPath, capsys: pytest.CaptureFixture[str]
) -> None:
    message = {"m1": a_message(danger(0))}
    first = Woken("alert", "on_signals", path.with_unreachable(PHONES[0]), capsys).by(message)

    second = Woken("alert", "on_signals", path.move, capsys).by(message)

    assert (first.again, second.again) == (["m1"], [])
    assert [page.address for page in path.pager.outbox] == [PHONES[1], PHONES[0]]


def test_an_alarm_that_nobody_hears_is_named_in_the_line(path: AlarmPath, alert: Woken) -> None:
    site = path.registry.site(TENANT, SITE)
    path.registry.put_site(Site(TENANT, SITE, "The pit"), expected=site.version)

    answer = alert.by({"m1": a_message(danger(0))})

    assert answer.again == []
    assert answer.line["no_supervisors"] == 1
    assert answer.line["no_supervisors_for"] == [f"acme/pit/{ALARM}"]


def test_the_line_names_no_phone(alert: Woken) -> None:
    answer = alert.by({"m1": a_message(danger(0))})

    assert not any(phone in str(answer.line) for phone in PHONES)
