"""Shelved, suppressed by design, out of service: always for a time, for life safety never by one person."""

from datetime import datetime, timedelta

import pytest

from builders.alarm_path import NOON, PHONES, all_clear, danger
from builders.alarms import KIM, LEE, acknowledged, after_all, an_alarm, done
from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Approve, Resume, Silencing
from spotter.domain.alarms.moves import as_of
from spotter.domain.alarms.paging import on_paged, on_realarm, phones_to_page
from spotter.errors import Forbidden, Invalid


def in_minutes(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def shelving(minutes: float = 30, *, one_shot: bool = False) -> Silencing:
    return Silencing(SilenceKind.SHELVED, in_minutes(minutes), one_shot, "calibrating")


def a_grave_alarm() -> Alarm:
    return an_alarm(danger(0, alarm_class=AlarmClass.LIFE_SAFETY))


def test_a_shelved_alarm_pages_nobody_and_shows_that_it_is_shelved() -> None:
    shelved = done(an_alarm(), shelving())

    assert (shelved.state, shelved.letter, shelved.state_beneath) == (
        AlarmState.SHELVED,
        "G",
        AlarmState.ACTIVE,
    )
    assert phones_to_page(shelved, PHONES) == ()


def test_when_the_time_is_up_an_alarm_that_nobody_answered_pages_everybody_anew() -> None:
    shelved = done(on_paged(an_alarm(), PHONES, now=NOON).alarm, shelving(30))
    assert shelved.realarm_at == in_minutes(30)
    assert on_realarm(shelved, now=in_minutes(29)) is None

    back = on_realarm(shelved, now=in_minutes(30))

    assert back is not None
    assert (back.alarm.state, phones_to_page(back.alarm, PHONES)) == (AlarmState.ACTIVE, PHONES)
    assert back.transition.action == "alarms again: what kept it quiet has ended"


def test_danger_after_the_time_is_up_pages_too() -> None:
    shelved = done(on_paged(an_alarm(), PHONES, now=NOON).alarm, shelving(30))

    back = after_all([danger(60 * 31)], shelved, now=in_minutes(31))

    assert (back.state, phones_to_page(back, PHONES)) == (AlarmState.ACTIVE, PHONES)


def test_a_shelved_alarm_moves_beneath_and_its_next_occurrence_is_quiet_too() -> None:
    shelved = done(an_alarm(), shelving())

    again = after_all([danger(9)], after_all([all_clear(5)], acknowledged(shelved)))

    assert (again.occurrence, again.state, again.state_beneath) == (2, AlarmState.SHELVED, AlarmState.ACTIVE)
    assert phones_to_page(again, PHONES) == ()


def test_a_one_shot_ends_with_the_condition() -> None:
    shelved = done(an_alarm(), shelving(one_shot=True))

    returned = after_all([all_clear(5)], shelved)

    assert returned.state is AlarmState.RETURNED
    assert phones_to_page(after_all([danger(9)], returned), PHONES) == PHONES


def test_one_person_alone_does_not_shelve_life_safety() -> None:
    proposed = done(a_grave_alarm(), shelving())

    assert (proposed.state, proposed.silences) == (AlarmState.ACTIVE, {})
    assert phones_to_page(proposed, PHONES) == PHONES
    with pytest.raises(Forbidden, match="second person"):
        done(proposed, Approve(), by=KIM)


def test_two_different_people_do() -> None:
    shelved = done(done(a_grave_alarm(), shelving()), Approve(), by=LEE)

    assert shelved.state is AlarmState.SHELVED
    silence = shelved.silences[SilenceKind.SHELVED]
    assert (silence.by, silence.approved_by) == ("kim", "lee")


@pytest.mark.parametrize("kind", [SilenceKind.SUPPRESSED, SilenceKind.OUT_OF_SERVICE])
def test_neither_does_one_person_suppress_it_or_take_it_out_of_service(kind: SilenceKind) -> None:
    proposed = done(a_grave_alarm(), Silencing(kind, in_minutes(30), note="repair"))

    assert proposed.state is AlarmState.ACTIVE
    assert done(proposed, Approve(), by=LEE).state.value == kind.value


def test_a_proposal_that_waits_too_long_is_none_and_a_second_one_waits_its_turn() -> None:
    proposed = done(a_grave_alarm(), shelving(50))

    with pytest.raises(Invalid, match="kim has proposed"):
        done(proposed, shelving(), by=LEE)
    with pytest.raises(Invalid, match="nobody has proposed"):
        done(proposed, Approve(), by=LEE, now=in_minutes(16))
    assert done(proposed, shelving(50), by=LEE, now=in_minutes(16)).proposal is not None


@pytest.mark.parametrize("minutes", [-1, 0, 61])
def test_a_time_that_is_over_or_longer_than_the_class_allows_is_refused(minutes: float) -> None:
    with pytest.raises(Invalid, match="3600 s at most"):
        done(a_grave_alarm(), shelving(minutes))


def test_ending_a_silence_takes_one_person_and_pages_at_once() -> None:
    shelved = done(done(on_paged(a_grave_alarm(), PHONES, now=NOON).alarm, shelving()), Approve(), by=LEE)

    resumed = done(shelved, Resume(SilenceKind.SHELVED), by=LEE)

    assert resumed.state is AlarmState.ACTIVE
    assert phones_to_page(resumed, PHONES) == PHONES


def test_withdrawing_a_proposal_leaves_the_alarm_as_it_was() -> None:
    withdrawn = done(done(a_grave_alarm(), shelving()), Resume(SilenceKind.SHELVED))

    assert (withdrawn.proposal, withdrawn.state) == (None, AlarmState.ACTIVE)
    with pytest.raises(Invalid):
        done(withdrawn, Approve(), by=LEE)


def test_silences_stand_side_by_side_and_the_strongest_shows() -> None:
    quiet = done(an_alarm(), shelving(), Silencing(SilenceKind.OUT_OF_SERVICE, in_minutes(60), note="repair"))

    assert (quiet.state, quiet.letter) == (AlarmState.OUT_OF_SERVICE, "I")
    assert as_of(quiet, in_minutes(61)).state is AlarmState.ACTIVE
    assert quiet.realarm_at == in_minutes(60)


def test_a_graver_alarm_does_not_inherit_what_one_person_shelved() -> None:
    shelved = done(an_alarm(), shelving())

    graver = after_all([danger(9, alarm_class=AlarmClass.LIFE_SAFETY)], shelved)

    assert (graver.alarm_class, graver.state) == (AlarmClass.LIFE_SAFETY, AlarmState.ACTIVE)
    assert phones_to_page(graver, PHONES) == PHONES
