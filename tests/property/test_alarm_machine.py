"""Whatever signals and people do to an alarm, in any order: what must never happen never happens."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders.alarm_path import NOON, PHONES, all_clear, danger
from builders.alarms import CLEARED, IT_WAS_TRUE, KIM, LEE, a_move
from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState, Origin, Signal
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Approve, By, Comment, Confirm, PersonsAct, Resume, Silencing, Transition
from spotter.domain.alarms.chain import faults_of
from spotter.domain.alarms.moves import Move, as_of
from spotter.domain.alarms.paging import on_paged, on_realarm, pages_now, phones_to_page
from spotter.domain.alarms.steps import on_act, replayed
from spotter.errors import Forbidden, Invalid

PEOPLE = st.sampled_from([KIM, LEE])
KINDS = st.sampled_from(SilenceKind)
MINUTES = st.integers(-90, 5)


class AnAlarmsLife(RuleBasedStateMachine):
    """An alarm, its ledger, and everything that may happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.alarm: Alarm | None = None
        self.lines: list[Transition] = []

    @initialize(alarm_class=st.sampled_from([AlarmClass.LIFE_SAFETY, AlarmClass.HIGH, AlarmClass.LOW]))
    def choose(self, alarm_class: AlarmClass) -> None:
        self.alarm_class = alarm_class

    def _take(self, move: Move | None) -> None:
        if move is not None:
            self.alarm = move.alarm
            self.lines.append(move.transition)

    def _signal(self, signal: Signal) -> None:
        self._take(a_move(self.alarm, signal, now=self.now))

    def _act(self, act: PersonsAct, by: By = KIM) -> None:
        assert self.alarm is not None
        try:
            self._take(on_act(self.alarm, act, by=by, now=self.now))
        except (Invalid, Forbidden):
            return

    def _at(self, minutes: int) -> float:
        return (self.now - NOON).total_seconds() + minutes * 60

    @rule(minutes=MINUTES, value=st.sampled_from([1.2, 3.0]))
    def show_danger(self, minutes: int, value: float) -> None:
        self._signal(danger(self._at(minutes), value, alarm_class=self.alarm_class))
        assert self.alarm is not None

    @rule(minutes=MINUTES)
    def show_its_end(self, minutes: int) -> None:
        self._signal(all_clear(self._at(minutes)))

    @rule(minutes=MINUTES, over=st.booleans())
    def let_a_model_speak(self, minutes: int, *, over: bool) -> None:
        before = self.alarm
        if before is None:
            return
        signal = all_clear(self._at(minutes)) if over else danger(self._at(minutes), 9.0)
        self._signal(msgspec.structs.replace(signal, origin=Origin.MODEL))
        assert self.alarm == before

    @rule(minutes=st.integers(0, 90))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.alarm is not None)
    @rule(by=PEOPLE, act=st.sampled_from([IT_WAS_TRUE, Confirm(), CLEARED, Comment("x"), Approve()]))
    def let_somebody_act(self, by: By, act: PersonsAct) -> None:
        self._act(act, by)

    @precondition(lambda self: self.alarm is not None)
    @rule(by=PEOPLE, kind=KINDS, minutes=st.integers(1, 600), one_shot=st.booleans())
    def let_somebody_silence(self, by: By, kind: SilenceKind, minutes: int, *, one_shot: bool) -> None:
        self._act(Silencing(kind, self.now + timedelta(minutes=minutes), one_shot, "work"), by)

    @precondition(lambda self: self.alarm is not None)
    @rule(by=PEOPLE, kind=KINDS)
    def let_somebody_resume(self, by: By, kind: SilenceKind) -> None:
        self._act(Resume(kind), by)

    @precondition(lambda self: self.alarm is not None)
    @rule()
    def page(self) -> None:
        assert self.alarm is not None
        wanted = phones_to_page(self.alarm, PHONES)
        if wanted:
            self._take(on_paged(self.alarm, wanted, now=self.now))

    @precondition(lambda self: self.alarm is not None)
    @rule()
    def let_the_timer_run(self) -> None:
        assert self.alarm is not None
        due = self.alarm.realarm_at
        self._take(on_realarm(self.alarm, now=self.now))
        if due is not None and due <= self.now and self.alarm.handling.pages:
            assert phones_to_page(self.alarm, PHONES) == PHONES

    @invariant()
    def grave_danger_that_nobody_answered_is_never_silent_for_good(self) -> None:
        alarm = self.alarm
        if alarm and alarm.alarm_class is AlarmClass.LIFE_SAFETY and alarm.is_unanswered:
            assert alarm.is_retrospective or alarm.realarm_at is not None

    @invariant()
    def it_waits_no_longer_than_its_handling_says(self) -> None:
        alarm = self.alarm
        if alarm is None or alarm.realarm_at is None:
            return
        longest = max(alarm.handling.realarm_s or 0, *alarm.handling.longest_s.values())
        assert alarm.realarm_at <= self.now + timedelta(seconds=longest)

    @invariant()
    def life_safety_is_silenced_by_two_people_or_not_at_all(self) -> None:
        if self.alarm and self.alarm.alarm_class is AlarmClass.LIFE_SAFETY:
            for silence in self.alarm.silences.values():
                assert silence.approved_by not in {None, silence.by}

    @invariant()
    def life_safety_is_resolved_by_people_only(self) -> None:
        for line in self.lines:
            if self.alarm_class is AlarmClass.LIFE_SAFETY and line.after is AlarmState.CLEARED:
                assert line.channel.value == "http"

    @invariant()
    def what_is_answered_retrospective_or_quiet_pages_nobody(self) -> None:
        alarm = self.alarm
        if alarm and (alarm.acknowledged_at or alarm.is_retrospective or alarm.silences or not alarm.is_open):
            assert not pages_now(alarm)

    @invariant()
    def its_letter_is_that_of_its_sub_states(self) -> None:
        if self.alarm:
            state = as_of(self.alarm, self.now).state
            assert "ABCDEFGHI".index(state.letter) == list(AlarmState).index(state)
            assert self.alarm.active <= self.alarm.is_open

    def teardown(self) -> None:
        if self.alarm is not None:
            assert list(faults_of(self.alarm, self.lines)) == []
            assert replayed(self.lines) == self.alarm


AnAlarmsLife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnAlarmsLife = AnAlarmsLife.TestCase
