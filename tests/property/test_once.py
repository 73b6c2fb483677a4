"""Once: however often one event is delivered, at once or after a crash anywhere, it is one alarm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from builders.alarm_path import NOON, PHONES, SITE, TENANT, a_mover, all_clear, danger
from builders.alarms import IT_WAS_TRUE, KIM
from builders.crashes import Crash, Fuse
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import AlarmClass, AlarmState, ConditionActive, Signal
from spotter.contracts.ledger import Acknowledge
from spotter.contracts.sites import Site, Supervisor
from spotter.domain.alarms.incident import Incident, findings
from spotter.errors import Unavailable
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt
from spotter.services.move_alarm import MoveAlarm
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

ALARM = "ch4-high.longwall-1"
AT = AlarmAt(TENANT, SITE, ALARM)
GRAVE = AlarmClass.LIFE_SAFETY
DELIVERIES = 1000


class Cloud(NamedTuple):
    """What outlives a process."""

    sites: MemoryRecords
    alarms: MemoryRecords
    pager: MemoryNotifier

    def alert(self, fuse: Fuse) -> MoveAlarm:
        """Start a process of the alert function, on a fuse."""
        ledger = AlarmLedger(fuse.hang(self.alarms))
        return a_mover(ledger, Registry(fuse.hang(self.sites)), fuse.hang(self.pager))

    @property
    def ledger(self) -> AlarmLedger:
        return AlarmLedger(self.alarms)


Step = Signal | Acknowledge


def a_cloud() -> Cloud:
    cloud = Cloud(MemoryRecords(), MemoryRecords(), MemoryNotifier())
    people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
    Registry(cloud.sites).put_site(Site(TENANT, SITE, "The pit", people), expected=None)
    return cloud


def deliver(cloud: Cloud, step: Step, fuse: Fuse) -> None:
    if isinstance(step, Acknowledge):
        act_on_alarm(AlarmLedger(fuse.hang(cloud.alarms)), lambda: NOON, AT, step, by=KIM)
    else:
        cloud.alert(fuse)(step)


def lived(steps: Sequence[Step], *, crash_at: int, calls: int) -> tuple[Cloud, bool]:
    """Deliver steps in order; the process of one dies after a number of calls, and its step comes again."""
    cloud = a_cloud()
    crashed = False
    for number, step in enumerate(steps):
        try:
            deliver(cloud, step, Fuse(calls if number == crash_at else 10**6))
        except Crash:
            crashed = True
            deliver(cloud, step, Fuse(10**6))
    return cloud, crashed


def end_of(cloud: Cloud) -> tuple[object, ...]:
    (alarm,) = cloud.ledger.of_site(TENANT, SITE)
    lines = [line for line in cloud.ledger.transitions(TENANT, SITE, ALARM) if line.channel.value != "pager"]
    assert (
        findings(
            Incident(
                {ALARM: alarm},
                {ALARM: list(cloud.ledger.transitions(TENANT, SITE, ALARM))},
                (),
                whole=False,
            )
        )
        == ()
    )
    return alarm.state, alarm.occurrence, alarm.worst, alarm.paged, [line.action for line in lines]


STORY: list[Step] = [
    danger(0, alarm_class=GRAVE),
    danger(1, 3.0, alarm_class=GRAVE),
    IT_WAS_TRUE,
    all_clear(5),
    danger(9, alarm_class=GRAVE),
]


@pytest.mark.parametrize("crash_at", range(len(STORY)))
def test_a_crash_after_any_call_loses_no_alarm_and_doubles_none(crash_at: int) -> None:
    whole, _ = lived(STORY, crash_at=crash_at, calls=0)
    expected, calls = end_of(whole), 0

    crashed = True
    while crashed:
        calls += 1
        cloud, crashed = lived(STORY, crash_at=crash_at, calls=calls)
        assert end_of(cloud) == expected
        assert {page.address for page in cloud.pager.outbox} == set(PHONES)

    assert calls > 2
    assert expected[:2] == (AlarmState.ACTIVE, 2)


def in_parallel(do: Callable[[], object]) -> None:
    """Deliver at once as often as the claim has; what gives up comes again, as from a queue."""

    def until_done(_: int) -> None:
        while True:
            try:
                do()
            except Unavailable:
                continue
            return

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(until_done, range(DELIVERIES)))


@pytest.mark.parametrize("signal", [danger(0), danger(0, alarm_class=GRAVE)])
def test_a_thousand_deliveries_at_once_raise_one_alarm(signal: ConditionActive) -> None:
    cloud = a_cloud()

    in_parallel(lambda: cloud.alert(Fuse(10**6))(signal))

    (alarm,) = cloud.ledger.of_site(TENANT, SITE)
    lines = list(cloud.ledger.transitions(TENANT, SITE, ALARM))
    assert (alarm.occurrence, alarm.paged) == (1, PHONES)
    assert [line.action for line in lines if line.channel.value == "rules"] == ["raised"]
    assert findings(Incident({ALARM: alarm}, {ALARM: lines}, (), whole=False)) == ()


def test_a_thousand_people_who_answer_at_once_are_one_who_answers() -> None:
    cloud = a_cloud()
    cloud.alert(Fuse(10**6))(danger(0))

    in_parallel(lambda: act_on_alarm(cloud.ledger, lambda: NOON, AT, IT_WAS_TRUE, by=KIM))

    actions = [line.action for line in cloud.ledger.transitions(TENANT, SITE, ALARM)]
    assert actions.count("acknowledged") == 1
