"""A flood: nobody is called more than ten times in ten minutes, life safety apart, and nothing is lost."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from builders.alarm_path import NOON, PHONES, SITE, TENANT, danger
from builders.governor import Flood
from spotter.contracts.alarms import AlarmClass, ConditionActive
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.people import Medium
from spotter.domain.governor import due_slots, group_text, slot_of
from spotter.stores.groups import governor_norms

ALARMS = int(os.environ.get("SPOTTER_FLOOD", "600"))
CLASSES = (AlarmClass.LIFE_SAFETY, AlarmClass.HIGH, AlarmClass.LOW, AlarmClass.ADVISORY)


def mixed(count: int) -> list[tuple[float, ConditionActive]]:
    """Alarms of all classes, each of its own device, spread over ten minutes."""
    chance = random.Random(8)  # noqa: S311 - a seed and no secret
    moments = sorted(chance.uniform(0, 600) for _ in range(count))
    return [
        (
            at,
            msgspec.structs.replace(
                danger(at, alarm_class=chance.choices(CLASSES, (2, 60, 20, 18))[0]),
                subject=subject_of("device", f"helmet-{number}"),
                rule=RuleName("ch4-high"),
            ),
        )
        for number, at in enumerate(moments)
    ]


def test_a_flood_is_grouped_and_life_safety_is_not() -> None:
    flood = Flood()
    signals = mixed(ALARMS)
    grave = sum(signal.alarm_class is AlarmClass.LIFE_SAFETY for _, signal in signals)

    flood.run(signals, until_s=1200)

    assert sum(1 for _ in flood.ledger.of_site(TENANT, SITE)) == ALARMS
    for phone in PHONES:
        sent = flood.sent_to(phone)
        others = [at for at, text in sent if not text.startswith("DANGER")]
        assert sum(text.startswith("DANGER") for _, text in sent) == grave
        assert most_within(others, timedelta(minutes=10)) <= flood.norms.most


def test_every_grouped_alarm_is_listed_in_a_notice_and_in_its_ledger() -> None:
    flood = Flood()
    signals = mixed(ALARMS)

    flood.run(signals, until_s=1200)

    listed = Counter(item.alarm for item in flood.listed(PHONES[0]))
    high = [alarm for alarm in flood.ledger.of_site(TENANT, SITE) if alarm.alarm_class is AlarmClass.HIGH]
    alone = [text for _, text in flood.sent_to(PHONES[0]) if text.startswith("ALARM")]
    assert set(listed.values()) == {1}
    assert len(listed) + len(alone) == len(high)
    assert all(set(PHONES) <= set(alarm.paged) for alarm in high)
    one = next(alarm for alarm in high if alarm.id in listed)
    lines = [line.action for line in flood.ledger.transitions(TENANT, SITE, one.id)]
    assert any("grouped with" in line for line in lines)


def test_ten_alarms_in_ten_minutes_are_no_flood_beyond_what_is_reserved() -> None:
    flood = Flood()

    flood.run([each for each in mixed(400) if each[1].alarm_class is AlarmClass.HIGH][:7], until_s=60)

    assert len(flood.sent_to(PHONES[0])) == 7
    assert flood.listed(PHONES[0]) == []


def test_a_notice_waits_until_nobody_can_still_be_grouping_an_alarm_for_it() -> None:
    norms = governor_norms()
    over = datetime.fromtimestamp(slot_of(NOON, norms) + norms.group_s, UTC)

    early, late = (due_slots(over + timedelta(seconds=after), norms) for after in (20, norms.grace_s))

    assert slot_of(NOON, norms) not in early
    assert late[-1] == slot_of(NOON, norms)


def test_a_notice_by_other_media_lists_every_item_and_by_sms_fits_one_segment() -> None:
    flood = Flood()
    flood.run(mixed(60), until_s=1200)
    (group, *_) = flood.told_groups(PHONES[0])
    items = list(flood.groups.items(group))

    text = group_text(group, items, Medium.EMAIL)

    assert all(f" {item.subject}," in text for item in items)
    assert len(group_text(group, items, Medium.SMS)) <= 160


def test_trying_a_calling_again_counts_once() -> None:
    flood = Flood()
    signals = mixed(7)

    flood.run([*signals, *signals], until_s=599)

    assert len(flood.sent_to(PHONES[0])) == sum(
        each.alarm_class in {AlarmClass.HIGH, AlarmClass.LIFE_SAFETY} for _, each in signals
    )


@pytest.mark.parametrize("phone", PHONES)
def test_life_safety_is_called_although_the_store_of_loads_is_down(phone: str) -> None:
    flood = Flood(down=True)

    flood.run([(0.0, danger(0, alarm_class=AlarmClass.LIFE_SAFETY))], until_s=1)

    assert len(flood.sent_to(phone)) == 1


def most_within(moments: list[datetime], window: timedelta) -> int:
    """Give the most moments that fall into any window."""
    return max((sum(at - window < each <= at for each in moments) for at in moments), default=0)


def test_the_clock_of_a_flood_begins_at_noon() -> None:
    assert Flood().now == NOON
