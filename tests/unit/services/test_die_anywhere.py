"""A crash after any call of a tier, a notice or an answer: nothing is lost, doubles are counted."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import msgspec
import pytest

from builders.alarm_path import SITE, TENANT
from builders.mortal import (
    ALARM,
    Fate,
    MortalRecords,
    MortalWorkflow,
    World,
    each_death,
    paging_of,
    signal_arrives,
)
from builders.paging import a_contact, a_rota, paging_stores
from spotter.contracts.alarms import ReasonCode
from spotter.contracts.escalation import Climb, Ladder, Tell
from spotter.contracts.ledger import Acknowledge, By, Channel
from spotter.errors import Invalid
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.answer_page import AnswerPage
from spotter.services.decide_alarm import AlarmAt
from spotter.stores.alarms import AlarmLedger

KIM, LEE, PARK = "+821000000011", "+821000000012", "+821000000013"
AT = AlarmAt(TENANT, SITE, ALARM)
TOLD = Tell(TENANT, SITE, ALARM, 1, "acknowledged")


def called_kim() -> World:
    """A site with three tiers, of which the first was called half a minute ago."""
    world = World()
    people = paging_stores(world.records).people
    for name, phone in (("kim", KIM), ("lee", LEE), ("park", PARK)):
        people.put_contact(a_contact(name, phone), expected=None)
    people.put_rota(a_rota(["kim"], ["lee"], ["park"]), expected=None)
    assert world.process(Fate(None), signal_arrives)
    world.now += timedelta(seconds=30)
    return world


def answered() -> World:
    """The same after the second tier was called and somebody acted."""
    world = called_kim()
    paging_of(world, Fate(None)).escalate(Climb(TENANT, SITE, ALARM, 1, 0, 1))
    by = By("kim", Channel.HTTP)
    act_on_alarm(AlarmLedger(world.records), world.clock, AT, Acknowledge(ReasonCode.TRUE_ALARM), by=by)
    return world


def answering(world: World, fate: Fate) -> AnswerPage:
    records = MortalRecords(world.records, fate)
    stores = paging_stores(records)
    return AnswerPage(
        ledger=AlarmLedger(records),
        links=stores.links,
        people=stores.people,
        runs=MortalWorkflow(world.runs, fate),
        keys=stores.held(world.clock),
        clock=world.clock,
    )


def answer(world: World, fate: Fate, *, by_link: bool) -> None:
    """Answer the first page; whoever tries again after a crash may find that it was done."""
    text = world.outbox[0].text
    with contextlib.suppress(Invalid):
        if by_link:
            token = text.split("/a/")[1].split(" ", maxsplit=1)[0]
            answering(world, fate).by_link(token, ReasonCode.TRUE_ALARM)
        else:
            answering(world, fate).by_reply(KIM, "A " + text.split("Reply A ")[1][:4])


@pytest.mark.parametrize(("tier", "phone"), [(1, LEE), (2, PARK)])
def test_a_crash_after_any_call_of_a_later_tier_loses_no_page(tier: int, phone: str) -> None:
    doubled = crashes = 0

    def step(world: World, fate: Fate) -> None:
        rung = paging_of(world, fate).escalate(Climb(TENANT, SITE, ALARM, 1, 0, tier))
        assert rung.go_on, "the machine goes on to the next tier, or to the next alarm"

    for calls, world, sent in each_death(called_kim, step):
        crashes = calls
        assert set(sent) == {phone}, f"after call {calls}"
        assert sent[phone] - 1 <= world.repeats() <= 1
        assert phone in AlarmLedger(world.records).get(*AT).paged
        doubled += sent[phone] - 1

    assert crashes > 8
    assert doubled == 1  # the carrier took it and nobody lived to note it


def test_a_crash_after_any_call_of_a_notice_leaves_nobody_untold() -> None:
    doubled = crashes = 0
    for calls, world, sent in each_death(answered, lambda w, fate: paging_of(w, fate).escalate(TOLD)):
        crashes = calls
        assert set(sent) == {KIM, LEE}, f"after call {calls}"
        assert sum(sent.values()) - 2 <= world.repeats() <= 1
        doubled += sum(sent.values()) - 2

    assert crashes > 6
    assert doubled == 2  # once for each of the two who are told


@pytest.mark.parametrize("by_link", [True, False])
def test_a_crash_after_any_call_of_an_answer_loses_no_answer_and_tells_once(*, by_link: bool) -> None:
    crashes = 0
    for calls, world, sent in each_death(called_kim, lambda w, fate: answer(w, fate, by_link=by_link)):
        crashes = calls
        rungs = [msgspec.json.decode(each, type=Ladder).step for each in world.runs.payloads.values()]
        alarm = AlarmLedger(world.records).get(*AT)
        assert (alarm.acknowledged_by, alarm.occurrence) == ("kim", 1), f"after call {calls}"
        assert rungs.count(TOLD) == 1
        assert not sent

        with pytest.raises(Invalid, match="used already"):
            again(world, by_link=by_link)

    assert crashes >= 5


def again(world: World, *, by_link: bool) -> None:
    text = world.outbox[0].text
    if by_link:
        answering(world, Fate(None)).look(text.split("/a/")[1].split(" ", maxsplit=1)[0])
    else:
        answering(world, Fate(None)).by_reply(KIM, "A " + text.split("Reply A ")[1][:4])
