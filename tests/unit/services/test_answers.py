"""Answers to pages: a link or a code acknowledges one occurrence, once, and nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from builders.alarm_path import NOON, PHONES, SITE, TENANT, AlarmPath, a_mover, an_alarm_path, danger
from builders.paging import BASE, an_answer
from spotter.contracts.alarms import AlarmClass, ReasonCode
from spotter.errors import Invalid
from spotter.services.answer_page import AnswerPage

ALARM = "ch4-high.longwall-1"
KIM = PHONES[0]


class Paged:
    """A site at which life safety was at stake, and Kim's phone with the page."""

    def __init__(self) -> None:
        self.now = NOON
        self.path: AlarmPath = an_alarm_path()
        mover = a_mover(
            self.path.ledger, self.path.registry, self.path.pager, clock=self.clock, stores=self.path.paging
        )
        mover(danger(0, alarm_class=AlarmClass.LIFE_SAFETY))
        self.text = next(page.text for page in self.path.pager.outbox if page.address == KIM)
        self.token = self.text.split(f"{BASE}/a/")[1][:20]
        self.code = self.text.split("Reply A ")[1][:4]
        self.answer: AnswerPage = an_answer(self.path.ledger, self.path.paging, self.clock)

    def clock(self) -> datetime:
        return self.now

    def is_answered(self) -> bool:
        return self.path.ledger.get(TENANT, SITE, ALARM).acknowledged_at is not None


@pytest.fixture
def paged() -> Paged:
    return Paged()


def test_opening_a_link_answers_nothing(paged: Paged) -> None:
    for _ in range(3):
        assert paged.answer.look(paged.token).alarm is not None

    assert not paged.is_answered()


def test_a_link_acknowledges_once_and_the_second_time_is_refused(paged: Paged) -> None:
    paged.answer.by_link(paged.token, ReasonCode.TRUE_ALARM)

    with pytest.raises(Invalid) as refused:
        paged.answer.by_link(paged.token, ReasonCode.FALSE_ALARM)

    alarm = paged.path.ledger.get(TENANT, SITE, ALARM)
    assert alarm.reason is ReasonCode.TRUE_ALARM
    assert alarm.acknowledged_by == f"phone ending {KIM[-4:]}"
    assert refused.value.facts == {"field": "token", "reason": "used"}


def test_an_expired_link_is_refused(paged: Paged) -> None:
    paged.now += timedelta(hours=24)

    with pytest.raises(Invalid) as refused:
        paged.answer.by_link(paged.token, ReasonCode.TRUE_ALARM)

    assert refused.value.facts == {"field": "token", "reason": "expired"}
    assert not paged.is_answered()


@pytest.mark.parametrize("place", range(20))
def test_a_link_with_any_one_character_changed_is_forged(paged: Paged, place: int) -> None:
    other = "A" if paged.token[place] != "A" else "B"

    with pytest.raises(Invalid) as refused:
        paged.answer.by_link(paged.token[:place] + other + paged.token[place + 1 :], ReasonCode.TRUE_ALARM)

    assert refused.value.facts == {"field": "token", "reason": "forged"}
    assert not paged.is_answered()


@pytest.mark.parametrize("token", ["", "x", "../../etc", "메탄" * 10, "A" * 20, "A" * 64])
def test_what_was_never_a_link_is_forged(paged: Paged, token: str) -> None:
    with pytest.raises(Invalid) as refused:
        paged.answer.by_link(token, ReasonCode.TRUE_ALARM)

    assert refused.value.facts["reason"] == "forged"


def test_a_reply_acknowledges_once_and_from_the_paged_phone_only(paged: Paged) -> None:
    with pytest.raises(Invalid):
        paged.answer.by_reply("+821099999999", f"A {paged.code}")
    assert not paged.is_answered()

    paged.answer.by_reply(KIM, f" a{paged.code.lower()} ")
    with pytest.raises(Invalid) as refused:
        paged.answer.by_reply(KIM, f"A {paged.code}")

    assert paged.is_answered()
    assert refused.value.facts["reason"] == "used"


@pytest.mark.parametrize("text", ["", "who is this?", "A", "A 00000", "STOP", "B 7F3K"])
def test_what_is_no_reply_to_a_page_is_refused(paged: Paged, text: str) -> None:
    with pytest.raises(Invalid):
        paged.answer.by_reply(KIM, text)

    assert not paged.is_answered()
    assert len(paged.path.pager.outbox) == len(PHONES)
