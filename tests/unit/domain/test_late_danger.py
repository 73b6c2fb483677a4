"""Danger that is learned of late: in retrospect, or paged with the delay."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from builders.alarm_path import NOON, PHONES, after, danger
from builders.alarms import acknowledged, after_all, an_alarm
from spotter.contracts.alarms import AlarmClass, AlarmState
from spotter.contracts.people import Language
from spotter.domain.alarms.paging import phones_to_page
from spotter.domain.pages.segments import segments
from spotter.domain.pages.texts import Setting, Ways, page_text

ACT_BY_S = danger(0).act_by_s
WRITTEN = (Ways("7F3K"), Setting(Language.ENGLISH, UTC, {}))


def late_by(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_danger_that_nobody_can_act_on_any_more_is_for_the_ledger_only() -> None:
    alarm = an_alarm(danger(0, alarm_class=AlarmClass.LIFE_SAFETY), now=late_by(ACT_BY_S + 1))

    assert alarm.is_retrospective
    assert phones_to_page(alarm, PHONES) == ()
    assert alarm.realarm_at is None
    assert alarm.is_open
    assert acknowledged(alarm).reason is not None


def test_danger_within_the_time_pages_and_says_how_late_it_is() -> None:
    alarm = an_alarm(danger(0), now=late_by(37 * 60))

    assert phones_to_page(alarm, PHONES) == PHONES
    assert ", delayed by 37 min." in page_text(alarm, *WRITTEN)
    assert segments(page_text(alarm, *WRITTEN)) == 1


def test_what_comes_within_two_minutes_is_not_called_delayed() -> None:
    assert "delayed" not in page_text(an_alarm(danger(0), now=late_by(119)), *WRITTEN)


@pytest.mark.parametrize("late_first", [True, False])
def test_one_fresh_danger_makes_the_alarm_a_live_one_whatever_came_first(late_first: bool) -> None:  # noqa: FBT001
    old, fresh = danger(0), danger(ACT_BY_S)
    signals = [old, fresh] if late_first else [fresh, old]

    alarm = after_all(signals, now=late_by(ACT_BY_S + 60))

    assert not alarm.is_retrospective
    assert (alarm.raised_at, alarm.delay_s) == (after(0), 60)
    assert phones_to_page(alarm, PHONES) == PHONES
    assert alarm.realarm_at is not None


def test_late_danger_of_a_closed_alarm_is_a_retrospective_occurrence() -> None:
    closed = acknowledged(an_alarm(danger(0)))

    joined = after_all([danger(30)], closed, now=late_by(ACT_BY_S + 60))
    assert (joined.occurrence, joined.is_retrospective) == (1, False)

    graver = after_all([danger(30, alarm_class=AlarmClass.LIFE_SAFETY)], closed, now=late_by(ACT_BY_S + 60))
    assert (graver.occurrence, graver.is_retrospective) == (2, True)
    assert graver.state is AlarmState.ACTIVE


def test_a_rule_says_itself_how_long_people_can_act() -> None:
    hasty = msgspec.structs.replace(danger(0), act_by_s=60)

    assert an_alarm(hasty, now=late_by(61)).is_retrospective
    assert not an_alarm(hasty, now=late_by(60)).is_retrospective
