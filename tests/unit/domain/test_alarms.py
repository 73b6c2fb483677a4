"""What signals and people do to an alarm."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import NOON, all_clear, danger
from builders.alarms import CLEARED, KIM, a_move, acknowledged, after_all, an_alarm, done, moved
from spotter.contracts.alarms import AlarmClass, AlarmState, ConditionActive, ReasonCode, Signal
from spotter.contracts.ledger import Acknowledge, Channel, Clear
from spotter.domain.alarms.paging import phones_to_page
from spotter.domain.alarms.people import on_acknowledge
from spotter.errors import Invalid


def test_danger_raises_and_its_repetition_does_not_raise_again() -> None:
    alarm = an_alarm(danger(0), danger(1), danger(2))

    assert (alarm.state, alarm.occurrence) == (AlarmState.ACTIVE, 1)


def test_a_signal_that_comes_twice_is_no_news() -> None:
    assert a_move(an_alarm(danger(0)), danger(0)) is None


def test_an_unacknowledged_alarm_that_returns_stays_open_until_somebody_answers() -> None:
    returned = an_alarm(danger(0), all_clear(5))

    assert returned.state is AlarmState.RETURNED
    assert acknowledged(returned).state is AlarmState.CLEARED


def test_an_acknowledged_alarm_clears_when_its_condition_is_normal() -> None:
    cleared = after_all([all_clear(5)], acknowledged(an_alarm(danger(0))))

    assert cleared.state is AlarmState.CLEARED
    assert cleared.reason is ReasonCode.TRUE_ALARM


def test_danger_after_the_end_is_a_new_occurrence_that_nobody_has_answered_yet() -> None:
    cleared = after_all([all_clear(5)], acknowledged(an_alarm(danger(0))))

    again = after_all([danger(9)], cleared)

    assert (again.state, again.occurrence, again.acknowledged_by) == (AlarmState.ACTIVE, 2, None)
    assert again.paged == ()


def test_late_news_of_danger_is_raised_even_when_its_end_is_known() -> None:
    cleared = after_all([all_clear(50)], acknowledged(an_alarm(danger(0))))

    late = after_all([danger(20)], cleared)

    assert (late.state, late.occurrence) == (AlarmState.RETURNED, 2)
    assert phones_to_page(late, ("+1",)) == ("+1",)


def test_an_end_older_than_the_danger_ends_nothing() -> None:
    assert an_alarm(danger(10), all_clear(5)).state is AlarmState.ACTIVE


def test_an_alarm_keeps_its_worst_evidence_whenever_that_arrives() -> None:
    assert an_alarm(danger(5, 1.2), danger(3, 4.0), danger(7, 1.1)).worst.value == 4.0


@given(
    steps=st.lists(
        st.one_of(st.integers(0, 20).map(danger), st.integers(0, 20).map(all_clear)), min_size=1, max_size=5
    )
)
def test_whatever_the_order_danger_is_open_and_would_page(steps: Sequence[Signal]) -> None:
    for order in itertools.permutations(steps):
        alarm = None
        for signal in order:
            alarm = moved(alarm, signal)

        raised = any(isinstance(step, ConditionActive) for step in steps)
        assert (alarm is not None) == raised
        if alarm is not None:
            assert alarm.state in {AlarmState.ACTIVE, AlarmState.RETURNED}
            assert phones_to_page(alarm, ("+1",)) == ("+1",)


@given(order=st.permutations([danger(1), danger(4, 3.0), danger(4, 3.0), danger(7, 1.5)]))
def test_danger_in_any_order_and_repeated_gives_one_final_state(order: list[Signal]) -> None:
    alarm = an_alarm(*order)

    assert (alarm.state, alarm.occurrence, alarm.worst.value) == (AlarmState.ACTIVE, 1, 3.0)
    assert alarm.last_active_at == danger(7).last_at


def test_nobody_clears_a_life_safety_alarm_by_hand() -> None:
    alarm = an_alarm(danger(0, alarm_class=AlarmClass.LIFE_SAFETY))

    with pytest.raises(Invalid, match="acknowledged and its condition is normal"):
        done(alarm, CLEARED)


def test_an_advisory_is_listed_without_a_page_and_cleared_by_hand() -> None:
    alarm = an_alarm(danger(0, alarm_class=AlarmClass.ADVISORY))

    assert phones_to_page(alarm, ("+1",)) == ()
    assert done(alarm, Clear("seen")).state is AlarmState.CLEARED


def test_every_move_is_one_version_on_and_says_who_did_it() -> None:
    alarm = an_alarm(danger(0))
    move = on_acknowledge(alarm, Acknowledge(ReasonCode.DRILL, "n"), by=KIM, now=NOON)

    assert move is not None
    assert move.alarm.version == alarm.version + 1
    line = move.transition
    assert (line.before, line.after) == (AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED)
    assert (line.actor, line.channel, line.reason) == ("kim", Channel.HTTP, ReasonCode.DRILL)
