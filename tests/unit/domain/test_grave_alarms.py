"""Life safety latches and alarms again; what a model says never touches an alarm of the rules."""

from datetime import timedelta

import msgspec
import pytest

from builders.alarm_path import NOON, PHONES, all_clear, danger
from builders.alarms import CLEARED, KIM, LEE, acknowledged, after_all, an_alarm, done, moved
from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState, ConditionActive, Origin
from spotter.contracts.ledger import Comment, Confirm
from spotter.domain.alarms.paging import on_paged, on_realarm, phones_to_page
from spotter.errors import Invalid
from spotter.stores.philosophy import philosophy

GRAVE = danger(0, alarm_class=AlarmClass.LIFE_SAFETY)


def the_models(signal: ConditionActive) -> ConditionActive:
    return msgspec.structs.replace(signal, origin=Origin.MODEL)


def test_life_safety_waits_for_an_answer_and_a_reset_after_its_condition_is_over() -> None:
    latched = after_all([all_clear(5)], an_alarm(GRAVE))
    assert (latched.state, latched.letter) == (AlarmState.LATCHED, "E")
    with pytest.raises(Invalid, match="acknowledged and its condition is normal"):
        done(latched, CLEARED)

    answered = acknowledged(latched)
    assert (answered.state, answered.letter) == (AlarmState.LATCHED_ACKNOWLEDGED, "F")
    assert done(answered, CLEARED).state is AlarmState.CLEARED


def test_life_safety_that_was_answered_is_not_resolved_by_its_condition() -> None:
    alarm = after_all([all_clear(5)], acknowledged(an_alarm(GRAVE)))

    assert alarm.state is AlarmState.LATCHED_ACKNOWLEDGED
    assert alarm.is_open


def test_danger_that_comes_back_to_a_latched_alarm_is_a_new_occurrence_that_pages() -> None:
    latched = after_all([all_clear(5)], acknowledged(an_alarm(GRAVE)))

    again = after_all([danger(9, alarm_class=AlarmClass.LIFE_SAFETY)], latched)

    assert (again.state, again.occurrence) == (AlarmState.ACTIVE, 2)
    assert phones_to_page(again, PHONES) == PHONES


def test_a_rule_of_a_lower_class_may_latch_too() -> None:
    signal = msgspec.structs.replace(danger(0), latches=True)

    assert after_all([all_clear(5)], an_alarm(signal)).state is AlarmState.LATCHED


def test_unanswered_it_alarms_again_and_again_until_somebody_answers() -> None:
    alarm = on_paged(an_alarm(GRAVE), PHONES, now=NOON).alarm
    every = timedelta(seconds=philosophy().classes[AlarmClass.LIFE_SAFETY].realarm_s or 0)

    for times in (1, 2, 3):
        assert on_realarm(alarm, now=NOON + times * every - timedelta(seconds=1)) is None
        again = on_realarm(alarm, now=NOON + times * every)
        assert again is not None
        assert phones_to_page(again.alarm, PHONES) == PHONES
        alarm = msgspec.structs.replace(again.alarm, paged=PHONES, paged_at=NOON + times * every)

    assert alarm.realarms == 3
    assert acknowledged(alarm).realarm_at is None


def test_what_was_done_is_confirmed_only_after_somebody_answered_and_once() -> None:
    with pytest.raises(Invalid, match="must be acknowledged"):
        done(an_alarm(), Confirm())

    confirmed = done(acknowledged(an_alarm()), Confirm("seen on the spot"), by=LEE)

    assert confirmed.confirmed_by == "lee"
    assert done(confirmed, Confirm(), by=KIM) == confirmed


def test_a_comment_is_a_line_and_changes_nothing_else() -> None:
    alarm = an_alarm()
    noted = done(alarm, Comment("fan 3 was off"))

    assert msgspec.structs.replace(noted, version=alarm.version, chain=alarm.chain) == alarm


@pytest.mark.parametrize("alarm", [an_alarm(GRAVE), acknowledged(an_alarm(GRAVE)), an_alarm(danger(0))])
def test_nothing_that_a_model_says_moves_an_alarm_of_the_rules(alarm: Alarm) -> None:
    over = msgspec.structs.replace(all_clear(50), origin=Origin.MODEL)

    for signal in (
        the_models(danger(60, 9.0)),
        the_models(danger(60, alarm_class=AlarmClass.LIFE_SAFETY)),
        danger(60, alarm_class=AlarmClass.ADVISORY),
        over,
    ):
        assert moved(alarm, signal) == alarm


def test_whatever_class_a_model_claims_its_alarm_is_advisory_and_a_rule_takes_it_over() -> None:
    advice = an_alarm(the_models(danger(0, alarm_class=AlarmClass.LIFE_SAFETY)))
    assert (advice.alarm_class, advice.origin, advice.latches) == (AlarmClass.ADVISORY, Origin.MODEL, False)
    assert phones_to_page(advice, PHONES) == ()

    grave = after_all([GRAVE], acknowledged(advice))

    assert (grave.alarm_class, grave.origin, grave.acknowledged_by) == (
        AlarmClass.LIFE_SAFETY,
        Origin.RULES,
        None,
    )
    assert phones_to_page(grave, PHONES) == PHONES


def test_an_answered_alarm_that_becomes_graver_asks_again() -> None:
    graver = after_all([danger(9, alarm_class=AlarmClass.LIFE_SAFETY)], acknowledged(an_alarm()))

    assert (graver.alarm_class, graver.occurrence, graver.state) == (
        AlarmClass.LIFE_SAFETY,
        2,
        AlarmState.ACTIVE,
    )


def test_an_alarm_never_becomes_less_grave_while_it_is_open() -> None:
    assert after_all([danger(9)], an_alarm(GRAVE)).alarm_class is AlarmClass.LIFE_SAFETY
