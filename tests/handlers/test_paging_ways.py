"""The ways of paging as they are called: steps of the machine, replies, links in pages, people on call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console_alarms import ACME, ALARMS, PIT, raise_alarm
from builders.operators import a_supervisor
from builders.paging import a_paging, an_answer
from builders.web import NOW, ConsolePlatform, a_console_platform
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.contracts.alarms import AlarmClass, AlarmState
from spotter.contracts.escalation import Climb, Ladder
from spotter.contracts.ledger import Channel
from spotter.contracts.sites import Site, Supervisor
from spotter.domain.links import LinkKey
from spotter.errors import Corrupt

ALARM = "ch4-high.helmet-7"
KIM, LEE = "+821000000011", "+821000000012"


class Ways:
    """functions/alert and functions/console over the same stores, with a clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW
        self.console: ConsolePlatform = a_console_platform()
        people = (Supervisor("Kim", KIM), Supervisor("Lee", LEE))
        self.console.registry.put_site(Site(ACME, PIT, "North pit", people), expected=None)
        raise_alarm(self.console, "ch4-high")
        self.sms = MemoryNotifier()
        stores, ledger = self.console.paging, self.console.ledger
        paging = a_paging(ledger, self.console.registry, [self.sms], stores, lambda: self.now)
        self.alert: ModuleType = load_function("alert")
        vars(self.alert)["compose_escalation"] = lambda: paging.escalate
        vars(self.alert)["compose_replies"] = lambda: an_answer(ledger, stores, lambda: self.now)

    def climb(self, tier: int = 0) -> dict[str, Any]:
        """Have the machine take a step."""
        summons = self.console.ledger.get(ACME, PIT, ALARM).summons
        step = Climb(ACME, PIT, ALARM, occurrence=1, summons=summons, tier=tier)
        return self.step(Ladder(go_on=True, wait_s=0, step=step))

    def step(self, ladder: Ladder) -> dict[str, Any]:
        answer: dict[str, Any] = self.alert.escalate(msgspec.to_builtins(ladder), None)
        return answer

    def reply(self, text: str, phone: str = KIM) -> list[str]:
        body = msgspec.json.encode({"originationNumber": phone, "messageBody": text}).decode()
        answer = self.alert.on_replies(a_queue_event({"m1": body}), None)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def link(self) -> str:
        """Give the path of the link in the last page."""
        return "/a/" + self.sms.outbox[-1].text.split("/a/")[1].split(" ")[0]

    def code(self) -> str:
        """Give the code that the first page asks to reply with."""
        return self.sms.outbox[0].text.split("Reply A ")[1].split(" ")[0].strip(".,")

    def state(self) -> AlarmState:
        return self.console.ledger.get(ACME, PIT, ALARM).state


@pytest.fixture
def ways() -> Ways:
    return Ways()


@pytest.fixture
def anybody(ways: Ways) -> TestClient:
    return ways.console.client(None)


def test_a_step_of_the_machine_pages_people_and_says_what_comes_next(
    ways: Ways, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ways.climb()

    assert {page.address for page in ways.sms.outbox} == {KIM, LEE}
    assert (answer["go_on"], answer["step"]["kind"]) == (True, "climb")
    line = msgspec.json.decode(capsys.readouterr().out.splitlines()[-1])
    assert (line["function"], line["outcome"]) == ("escalate", "ok")
    assert KIM not in str(line)


def test_a_step_after_somebody_has_acted_pages_nobody(ways: Ways) -> None:
    ways.climb()
    assert ways.reply(f"A {ways.code()}") == []
    paged = len(ways.sms.outbox)

    answer = ways.climb(1)

    assert (answer["go_on"], answer["said"]) == (False, "somebody has acted")
    assert not [page for page in ways.sms.outbox[paged:] if "DANGER" in page.text]


def test_what_is_no_step_fails_and_pages_nobody(ways: Ways) -> None:
    with pytest.raises(Corrupt, match="no step of an escalation"):
        ways.alert.escalate({"go_on": True, "wait_s": 0, "step": {"kind": "dance"}}, None)

    assert ways.sms.outbox == []


def test_a_run_that_was_started_by_resuming_calls_people_at_once(ways: Ways) -> None:
    raise_alarm(ways.console, "heat", alarm_class=AlarmClass.HIGH)
    heat = f"{ALARMS}/heat.helmet-7"
    kim = ways.console.client(a_supervisor())
    assert kim.post(f"{heat}/shelve", json={"seconds": 1800, "note": "calibrating"}).status_code == 200
    begun = len(ways.console.paging.rungs())

    assert kim.post(f"{heat}/resume", json={"kind": "shelved"}).status_code == 200
    (rung,) = ways.console.paging.rungs()[begun:]
    assert rung.wait_s <= 1
    answer = ways.step(rung)

    assert answer["step"]["alarm"] == "heat.helmet-7"
    assert {page.address for page in ways.sms.outbox} == {KIM, LEE}


def test_a_reply_acknowledges_once_and_what_is_none_is_left(ways: Ways) -> None:
    ways.climb()

    assert ways.reply("who is this?") == []
    assert ways.state() is AlarmState.ACTIVE
    assert ways.reply(f"a {ways.code().lower()}", phone=LEE) == []
    assert ways.state() is AlarmState.ACTIVE
    assert ways.reply(f"a {ways.code().lower()}") == []
    assert ways.state() is AlarmState.ACKNOWLEDGED
    assert ways.reply(f"A {ways.code()}") == []
    lines = list(ways.console.ledger.transitions(ACME, PIT, ALARM))
    assert [line.channel for line in lines].count(Channel.SMS) == 1


def test_a_message_that_is_no_sms_comes_again(ways: Ways) -> None:
    answer = ways.alert.on_replies(a_queue_event({"m1": "{}"}), None)

    assert answer["batchItemFailures"] == [{"itemIdentifier": "m1"}]


def test_opening_a_link_answers_nothing_and_its_button_does_once(ways: Ways, anybody: TestClient) -> None:
    ways.climb()
    link = ways.link()

    shown = anybody.get(link)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert "Methane above the limit" in shown.text
    assert "<form" in shown.text
    assert ways.state() is AlarmState.ACTIVE

    assert "Acknowledged by" in anybody.post(link, params={"reason": "true_alarm"}).text
    assert ways.state() is AlarmState.ACKNOWLEDGED
    again = anybody.post(link)
    assert (again.status_code, "used" in again.text) == (400, True)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda link: link[:-1] + ("A" if link[-1] != "A" else "B"), "forged"),
        (lambda _: "/a/" + "x" * 20, "forged"),
        (lambda _: "/a/short", "forged"),
    ],
)
def test_a_forged_link_is_refused_with_its_field_and_answers_nothing(
    ways: Ways, anybody: TestClient, spoil: Callable[[str], str], why: str
) -> None:
    ways.climb()

    for answer in (anybody.get(spoil(ways.link())), anybody.post(spoil(ways.link()))):
        assert answer.status_code == 400
        assert f"token: {why}" in answer.text
    assert ways.state() is AlarmState.ACTIVE


def test_an_expired_link_is_refused(ways: Ways, anybody: TestClient) -> None:
    ways.now = NOW - timedelta(days=30)
    ways.climb()

    assert "token: expired" in anybody.post(ways.link()).text
    assert ways.state() is AlarmState.ACTIVE


def test_links_signed_before_the_key_was_rotated_stay_good_and_new_ones_are_good_at_once(
    ways: Ways, anybody: TestClient
) -> None:
    ways.climb()
    before = ways.link()
    assert anybody.get(before).status_code == 200
    ways.console.paging.keys.rotate(LinkKey(b"another secret"))
    raise_alarm(ways.console, "heat")
    step = Climb(ACME, PIT, "heat.helmet-7", occurrence=1, summons=0, tier=0)
    ways.now += timedelta(minutes=6)
    ways.step(Ladder(go_on=True, wait_s=0, step=step))
    after_it = ways.link()

    assert after_it != before
    assert anybody.get(before).status_code == 200
    assert anybody.get(after_it).status_code == 400  # the console read its keys in this very moment
    assert "Acknowledged by" in anybody.post(before).text


def test_a_link_signed_by_a_key_that_was_rotated_twice_is_no_longer_good(ways: Ways) -> None:
    ways.climb()
    link = ways.link()
    for secret in (b"two", b"three"):
        ways.console.paging.keys.rotate(LinkKey(secret))

    assert ways.console.client(None).get(link).status_code == 400
