"""People are called tier by tier until somebody acts, and again after that."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from builders.alarm_path import NOON, SITE, TENANT, all_clear, an_alarm_path, danger
from builders.paging import Paging, PagingStores, a_contact, a_paging, a_rota, an_answer
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.contracts.alarms import Alarm, AlarmClass, ReasonCode
from spotter.contracts.escalation import Climb, Ladder, Tell
from spotter.contracts.ledger import Acknowledge, By, Channel
from spotter.contracts.people import Language, Medium
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt
from spotter.services.move_alarm import MoveAlarm
from spotter.stores.philosophy import philosophy

ALARM = "ch4-high.longwall-1"
KIM, LEE, PARK = "+821000000011", "+821000000012", "+821000000013"
AT = AlarmAt(TENANT, SITE, ALARM)


class Night:
    """A site with a rota of three tiers, a clock that tests move, and carriers that they break."""

    def __init__(self, *, unreachable: tuple[str, ...] = (), refusing: dict[str, str] | None = None) -> None:
        self.now = NOON
        self.path = an_alarm_path()
        self.stores: PagingStores = self.path.paging
        self.sms = MemoryNotifier(unreachable=unreachable, refusing=refusing)
        self.email = MemoryNotifier(Medium.EMAIL)
        people = self.stores.people
        people.put_contact(a_contact("kim", KIM, email="kim@example.com"), expected=None)
        people.put_contact(a_contact("lee", LEE, language=Language.KOREAN), expected=None)
        people.put_contact(a_contact("park", PARK), expected=None)
        people.put_rota(a_rota(["kim"], ["lee"], ["park"], timezone="Asia/Seoul"), expected=None)
        self.paging: Paging = a_paging(
            self.path.ledger, self.path.registry, [self.sms, self.email], self.stores, self.clock
        )
        self.move = MoveAlarm(
            ledger=self.path.ledger, summon=self.paging.summon, philosophy=philosophy(), clock=self.clock
        )

    def clock(self) -> datetime:
        return self.now

    def alarm(self) -> Alarm:
        return self.path.ledger.get(*AT)

    def raise_danger(self) -> None:
        self.move(danger(0, alarm_class=AlarmClass.LIFE_SAFETY))

    def climb(self, rung: Ladder) -> Ladder:
        """Play the state machine: wait, then take the step."""
        self.now += timedelta(seconds=rung.wait_s)
        return self.paging.escalate(rung.step)

    def acknowledge(self) -> None:
        by = By("kim", Channel.HTTP)
        act_on_alarm(self.path.ledger, self.clock, AT, Acknowledge(ReasonCode.TRUE_ALARM), by=by)

    def phones(self) -> list[str]:
        return [message.address for message in self.sms.outbox]


def test_tiers_are_called_after_0_30_and_60_seconds_and_then_it_alarms_again() -> None:
    night = Night()
    night.raise_danger()
    (rung,) = night.stores.rungs()
    waits = []
    while isinstance(rung.step, Climb) and not rung.step.again:
        waits.append(rung.wait_s)
        rung = night.climb(rung)

    assert night.phones() == [KIM, LEE, PARK]
    assert waits == [30, 30]
    assert isinstance(rung.step, Climb)
    assert rung.step.again
    assert rung.wait_s == 240  # 300 s after the first page


def test_life_safety_never_ends_without_somebody_who_acts() -> None:
    night = Night()
    night.raise_danger()
    runs = 0
    while runs < 5:
        rung = night.stores.rungs()[runs]
        while rung.go_on:
            rung = night.climb(rung)
        runs += 1

    assert night.phones() == [KIM, LEE, PARK] * 5 + [KIM]
    assert len(night.stores.rungs()) == 6
    assert night.sms.outbox[3].text.startswith("DANGER AGAIN")


def test_everything_stops_at_the_next_step_once_somebody_acted_and_everyone_paged_is_told() -> None:
    night = Night()
    night.raise_danger()
    (rung,) = night.stores.rungs()
    night.climb(rung)
    night.acknowledge()

    ended = night.climb(rung)

    assert not ended.go_on
    assert night.phones() == [KIM, LEE, KIM, LEE]
    assert night.sms.outbox[2].text.startswith("TAKEN: Methane.")
    assert night.sms.outbox[3].text.startswith("[확인됨] 메탄")


def test_people_are_told_once_and_only_those_who_were_paged() -> None:
    night = Night()
    night.raise_danger()
    night.acknowledge()
    step = Tell(TENANT, SITE, ALARM, 1, "acknowledged")

    night.paging.escalate(step)
    night.paging.escalate(step)

    assert night.phones() == [KIM, KIM]


def test_the_end_of_an_alarm_is_announced_to_those_who_were_paged() -> None:
    night = Night()
    night.move(danger(0))
    night.acknowledge()
    night.move(all_clear(5))

    last = night.stores.rungs()[-1]

    assert last.step == Tell(TENANT, SITE, ALARM, 1, "resolved")


def test_a_tier_that_no_carrier_reaches_is_not_waited_for() -> None:
    night = Night(unreachable=(LEE,))
    night.raise_danger()
    (rung,) = night.stores.rungs()

    following = night.climb(rung)

    assert following.go_on
    assert following.wait_s == 0


@pytest.mark.parametrize("failing", [{"unreachable": (KIM,)}, {"refusing": {KIM: "opted out"}}])
def test_a_second_way_takes_over_when_the_first_fails(failing: dict[str, object]) -> None:
    night = Night(**failing)  # type: ignore[arg-type]
    night.raise_danger()

    assert night.phones() == []
    assert [message.address for message in night.email.outbox] == ["kim@example.com"]
    assert "https://sp.example/a/" in night.email.outbox[0].text
    assert night.alarm().paged == ("kim@example.com",)


def test_a_run_that_was_overtaken_by_a_new_alarm_ends() -> None:
    night = Night()
    night.raise_danger()
    (rung,) = night.stores.rungs()
    step = rung.step
    assert isinstance(step, Climb)

    assert not night.paging.escalate(Climb(TENANT, SITE, ALARM, 2, 0, 1)).go_on
    assert not night.paging.escalate(Climb(TENANT, SITE, ALARM, 1, step.summons + 7, 1)).go_on
    assert night.phones() == [KIM]


def test_an_answer_by_sms_stops_the_climbing() -> None:
    night = Night()
    night.raise_danger()
    (rung,) = night.stores.rungs()
    code = night.sms.outbox[0].text.split("Reply A ")[1][:4]

    an_answer(night.path.ledger, night.stores, night.clock).by_reply(KIM, f"a {code.lower()}")
    ended = night.climb(rung)

    assert not ended.go_on
    assert night.alarm().acknowledged_by == "kim"
    assert LEE not in night.phones()
