"""Whatever the order, however often: signals of one condition lead to one end, and people are paged."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import NOON, PHONES, SITE, TENANT, a_mover, all_clear, an_alarm_path, danger
from builders.alarms import LEE, acknowledged, after_all, done, moved
from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState, ConditionActive, ConditionNormal, Signal
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Approve, Silencing
from spotter.domain.alarms.moves import as_of
from spotter.domain.alarms.paging import on_paged, phones_to_page
from spotter.errors import Conflict, Unavailable
from spotter.services.move_alarm import MoveAlarm
from spotter.stores.alarms import AlarmLedger

MOMENTS = st.integers(0, 12)
DANGERS = st.builds(danger, MOMENTS, st.sampled_from([1.0, 1.5, 3.0]))
SIGNALS = st.lists(DANGERS | MOMENTS.map(all_clear), max_size=7)


def end_of(alarm: Alarm) -> tuple[object, ...]:
    """What two histories of the same signals must agree on."""
    return (
        alarm.state,
        alarm.occurrence,
        alarm.raised_at,
        alarm.cause,
        alarm.worst,
        alarm.last_active_at,
        alarm.last_normal_at if alarm.state is AlarmState.RETURNED else None,
    )


@given(first=DANGERS, signals=SIGNALS, data=st.data())
def test_any_order_and_any_repetition_give_the_same_alarm(
    first: ConditionActive, signals: list[Signal], data: st.DataObject
) -> None:
    again = data.draw(st.permutations([*signals, *signals, first]))

    assert end_of(after_all([first, *again])) == end_of(after_all([first, *signals]))


@given(first=DANGERS, signals=SIGNALS)
def test_an_alarm_is_active_when_its_last_danger_is_not_before_its_last_end(
    first: ConditionActive, signals: list[Signal]
) -> None:
    alarm = after_all([first, *signals])

    dangers = [each.last_at for each in [first, *signals] if isinstance(each, ConditionActive)]
    ends = [each.at for each in signals if isinstance(each, ConditionNormal)]
    holds = not ends or max(dangers) >= max(ends)
    assert alarm.state is (AlarmState.ACTIVE if holds else AlarmState.RETURNED)


@given(first=DANGERS, signals=SIGNALS, late=DANGERS)
def test_danger_that_nobody_has_heard_of_is_never_swallowed(
    first: ConditionActive, signals: list[Signal], late: ConditionActive
) -> None:
    answered = acknowledged(after_all([first, *signals]))
    cleared = after_all([all_clear(13)], answered)

    alarm = moved(cleared, late)

    assert alarm is not None
    known = late.last_at <= cleared.last_active_at
    assert (alarm.state is AlarmState.CLEARED) == known
    assert alarm.occurrence == (1 if known else 2)


@given(again=st.permutations([danger(0, 9.0), danger(3, 7.0), all_clear(5)]))
def test_a_repetition_from_an_earlier_occurrence_changes_nothing_in_the_next(again: list[Signal]) -> None:
    answered = acknowledged(after_all([danger(0, 9.0), danger(3, 7.0), all_clear(5)]))
    second = after_all([danger(20, 1.2)], answered)

    assert after_all(again, second) == second


@given(signals=st.lists(DANGERS, min_size=1, max_size=5), down=st.sets(st.sampled_from(PHONES)))
def test_no_phone_is_forgotten_when_some_cannot_be_reached_at_first(
    signals: list[ConditionActive], down: set[str]
) -> None:
    path = an_alarm_path()
    for signal in signals:
        try:
            path.with_unreachable(*down)(signal)
        except Unavailable:
            path.move(signal)

    assert sorted(page.address for page in path.pager.outbox) == sorted(PHONES)


class Contended(AlarmLedger):
    """A ledger in which another writer is first, some times."""

    def __init__(self, inner: AlarmLedger, *, times: int, other: MoveAlarm, signal: Signal) -> None:
        self.__dict__.update(inner.__dict__)
        self._times = times
        self._other = other
        self._signal = signal

    def record(self, alarm: Alarm, transition: object) -> None:
        if self._times:
            self._times -= 1
            self._other(self._signal)
            raise Conflict("alarm", alarm.id, expected=alarm.version - 1)
        super().record(alarm, transition)  # type: ignore[arg-type]


@given(mine=DANGERS, theirs=DANGERS, times=st.integers(1, 3))
def test_two_who_raise_the_same_alarm_at_once_raise_one(
    mine: ConditionActive, theirs: ConditionActive, times: int
) -> None:
    path = an_alarm_path()
    contended = Contended(path.ledger, times=times, other=path.move, signal=theirs)

    a_mover(contended, path.registry, path.pager)(mine)

    (alarm,) = path.ledger.of_site(TENANT, SITE)
    assert end_of(alarm) == end_of(after_all([mine, theirs]))
    assert sorted(page.address for page in path.pager.outbox) == sorted(PHONES)


@given(minutes=st.integers(0, 15))
def test_a_condition_that_comes_back_pages_again_unless_people_were_paged_just_now(minutes: int) -> None:
    raised = after_all([danger(0)])
    returned = after_all([all_clear(5)], on_paged(raised, PHONES, now=NOON).alarm)

    back = moved(returned, danger(9), now=NOON + timedelta(minutes=minutes))

    assert back is not None
    assert (back.state, back.occurrence) == (AlarmState.ACTIVE, 1)
    assert back.paged == (() if minutes >= 5 else PHONES)


def quiet(alarm: Alarm, how: SilenceKind, *, one_shot: bool) -> Alarm:
    act = Silencing(how, NOON + timedelta(minutes=30), one_shot and how is SilenceKind.SHELVED, "work")
    silenced = done(alarm, act)
    return done(silenced, Approve(), by=LEE) if silenced.proposal else silenced


@given(
    first=st.builds(danger, MOMENTS, alarm_class=st.sampled_from(list(AlarmClass)[:3])),
    signals=SIGNALS,
    how=st.sampled_from(SilenceKind),
    late_s=st.sampled_from([0, 600, 3605, 90_000]),
    data=st.data(),
)
def test_any_order_gives_the_same_alarm_beneath_whatever_keeps_it_quiet(
    first: ConditionActive, signals: list[Signal], how: SilenceKind, late_s: int, data: st.DataObject
) -> None:
    start = quiet(after_all([first]), how, one_shot=False)
    again = data.draw(st.permutations([*signals, *signals, first]))
    now = NOON + timedelta(seconds=late_s)

    one, other = (as_of(after_all(each, start, now=now), now) for each in (signals, again))

    assert end_of(one) == end_of(other)
    assert (one.state_beneath, one.silences, one.latches, one.alarm_class) == (
        other.state_beneath,
        other.silences,
        other.latches,
        other.alarm_class,
    )
    assert (one.delay_s, one.is_retrospective) == (other.delay_s, other.is_retrospective)


@given(signals=st.lists(DANGERS, min_size=1, max_size=6), late_s=st.integers(3590, 3620), data=st.data())
def test_an_alarm_is_retrospective_when_all_of_its_danger_is_too_late(
    signals: list[ConditionActive], late_s: int, data: st.DataObject
) -> None:
    now = NOON + timedelta(seconds=late_s)
    alarm = after_all(data.draw(st.permutations(signals)), now=now)

    newest = max(signal.last_at for signal in signals)
    assert alarm.is_retrospective == ((now - newest).total_seconds() > signals[0].act_by_s)
    assert (phones_to_page(alarm, PHONES) == ()) == alarm.is_retrospective
    assert alarm.delay_s == (now - newest).total_seconds()
