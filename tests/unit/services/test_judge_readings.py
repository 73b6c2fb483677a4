from __future__ import annotations

import pytest

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, after, an_alarm_path, an_item
from builders.rules import HEAD
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.names import RuleName
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.rules import AverageRule, ThresholdRule
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Record, Write
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.rule_sets import RuleSets

SLOW = ThresholdRule(
    name=RuleName("ch4-slow"),
    hazard="ch4",
    unit="%",
    direction="rising",
    limit=0.5,
    deadband=0.1,
    on_delay_s=40.0,
    **HEAD,
)
QUARTER = AverageRule(
    name=RuleName("ch4-stel"),
    statistic="stel",
    hazard="ch4",
    unit="%",
    limit=0.4,
    deadband=0.05,
    over_s=900.0,
    **HEAD,
)
CHOICE = RuleChoice(("msha",), (SLOW, QUARTER))


class Contended(MemoryRecords):
    """Records in which another writer is first, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def put(self, write: Write) -> Record:
        if self.left:
            self.left -= 1
            raise Conflict("record", write.key.sort, expected=write.expected)
        return super().put(write)


def deliver(path: AlarmPath, minute: int, value: float) -> set[str]:
    path.ingest({f"m{minute}": a_body(an_item({"ch4": value}, seq=minute, at=after(60 * minute - 900)))})
    return {
        f"{'+' if isinstance(signal, ConditionActive) else '-'}{signal.rule}" for signal in path.signals()
    }


def test_rules_over_time_see_across_invocations_what_single_values_do_not() -> None:
    path = an_alarm_path(choice=CHOICE)

    said = [deliver(path, minute, 0.6) for minute in range(4)]

    assert "+ch4-slow" not in said[0]
    assert "+ch4-slow" in said[1]
    assert all("+msha-ch4-act" in each for each in said)


def test_an_average_needs_its_window_and_is_told_when_it_is_reached() -> None:
    path = an_alarm_path(choice=CHOICE)

    said = [deliver(path, minute, 0.45) for minute in range(12)]

    assert next(minute for minute, each in enumerate(said) if "+ch4-stel" in each) == 7


def test_delivering_again_says_the_same_again_and_remembers_nothing_twice() -> None:
    path, again = an_alarm_path(choice=CHOICE), an_alarm_path(choice=CHOICE)

    once = [deliver(path, minute, 0.6) for minute in range(4)]
    twice = [deliver(again, minute, 0.6) | deliver(again, minute, 0.6) for minute in range(4)]

    assert once == twice


def test_other_writers_are_waited_for_and_then_the_queue_is() -> None:
    assert deliver(an_alarm_path(choice=CHOICE, memory=Contended(2)), 0, 0.1) == set()
    with pytest.raises(Unavailable):
        deliver(an_alarm_path(choice=CHOICE, memory=Contended(9)), 0, 0.1)


def test_the_end_of_a_slow_alarm_is_told_when_it_holds() -> None:
    path = an_alarm_path(choice=CHOICE)
    for minute in range(4):
        path.ingest({f"m{minute}": a_body(an_item({"ch4": 0.6}, seq=minute, at=after(20 * minute - 100)))})
        for signal in path.signals():
            path.move(signal)

    path.ingest({"m9": a_body(an_item({"ch4": 0.1}, seq=9, at=after(0)))})

    ended = {signal.rule for signal in path.signals() if isinstance(signal, ConditionNormal)}
    assert {"ch4-slow", "msha-ch4-act"} <= ended


class Away(MemoryRecords):
    """Records that stop answering."""

    away = False

    def get(self, key: object) -> Record | None:
        if self.away:
            raise Unavailable("the registry does not answer")
        return super().get(key)  # type: ignore[arg-type]


def test_when_the_rules_cannot_be_read_the_last_known_stay_in_force() -> None:
    records, now = Away(), [NOON]
    sets = RuleSets(records)
    sets.put(RuleSet(TENANT, SITE, 1, CHOICE, "Kim", NOON), expected=None, new=True)
    rules = RulesInForce(sets, lambda: now[0])
    before = rules.of(TENANT, SITE).rules

    records.away, now[0] = True, after(3600)

    assert rules.of(TENANT, SITE).rules == before
    assert {rule.name for rule in before} >= {"ch4-slow", "msha-ch4-withdraw"}


def test_a_change_is_in_force_after_half_a_minute_and_a_site_without_a_choice_has_the_defaults() -> None:
    sets, now = RuleSets(MemoryRecords()), [NOON]
    rules = RulesInForce(sets, lambda: now[0])
    default = {rule.name for rule in rules.of(TENANT, SITE).rules}
    sets.put(RuleSet(TENANT, SITE, 1, CHOICE, "Kim", NOON), expected=None, new=True)

    unchanged, now[0] = {rule.name for rule in rules.of(TENANT, SITE).rules}, after(31)
    changed = {rule.name for rule in rules.of(TENANT, SITE).rules}

    assert "ch4-very-high" in default == unchanged
    assert "msha-ch4-act" in changed
    assert AlarmClass.LIFE_SAFETY in {rule.alarm_class for rule in rules.of(TENANT, SITE).rules}
